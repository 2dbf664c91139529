"""The privacy notice (隐私政策) we bring along, so that no installation asks for a name without one.

Its periods are those of docs/privacy.md: 个人信息保护法 (the shortest that serves), 网络安全法 (logs for six months).
The office publishes later versions in the admin. One that people have accepted is never edited: a change of ours is a
new version, which a migration writes where the last one was ours, too.
"""

from datetime import date

from residents.models import PrivacyNotice

VERSION = "2026-11-27"  # before: 2026-11-26, 2026-11
PUBLISHED_ON = date(2026, 11, 27)
TEXT = """
这份说明告诉您：在延吉睦邻预约活动室、服务和活动时，我们记下您的哪些信息，为什么记，谁看得到，记多久，您又能怎么办。我们尽量写得短，写得明白；哪里看不懂，请打电话问我们。

一、谁在管

您的信息由上海市杨浦区延吉新村街道办事处管理，用于四个睦邻中心和十三个睦邻点的预约。各中心由社会组织运营，运营方的工作人员按街道的委托办事，只看得到自己中心的预约。每一页的最下面都有联系电话。

二、我们记下什么

必须有的只有两样：您的姓名和手机号。没有它们，我们没法把房间留给您，有变动也没法通知您。

您愿意才填的：所在的居委会、出生年份、邮箱。不填也一样预约。

用的时候产生的：您约了哪间、哪天、几个人、做什么，到没到场，以及您接受这份说明的版本和时间。登录时，我们还会短暂记下网络地址，用来挡住猜密码的人。订了午餐要送到家的，记下送到哪里。

除了送餐，我们不要您的住址；也不要您的身份证号、照片、位置、通讯录和健康信息。哪天有一项服务非要不可，会单独问您，您单独同意了才算。

三、用来做什么

替您留房间、留名额；开门前核对是谁来了；有变动时给您发短信或打电话；定好的规矩（比如一人同时最多约几次）对大家一样。统计使用情况时只数次数和人数，不带姓名。我们不做广告，不推荐商品，不给您打分，不把信息卖给或送给别人。

四、谁看得到

别的居民和门口的安排表上看不到您的姓名和电话，只写“已预约”或团队的名字。工作人员的名单上，电话只露头尾；要打电话给您时才看全，看过的有记录。您加入团队的，领队和副领队看得到您的姓名和电话；团队备案时交的材料照片，只有街道和领队、副领队看得到。短信由短信公司代发，他们只拿到您的手机号和那条短信的内容。法律规定必须提供的，依法办理。

所有信息存放在中国境内。

五、放在哪里，怎么保管

密码和验证码都不存原文，连我们自己也看不到。浏览器里只放几个必要的小记号（Cookie）：您登录了没有，字要多大，要不要高对比；登录到期时填了一半的预约，也在您自己的浏览器里放一小时，免得重填；登录后看过的预约，也在您自己的手机里留一份，没有网络时还能看，退出登录就清掉。没有第三方的跟踪。

六、记多久

预约记录里的姓名，活动过后保留一年，之后去掉，只留房间、时间和人数。没来也没说一声的记录，保留九十天。短信记录和系统日志保留一百九十天。团队的材料照片，答复后一个月删掉。送餐的地址和订餐人的姓名也是一年后去掉。只填了手机号、没有输验证码的，一天后删除。两年没用过的账号，先发短信告诉您，再删除。

七、您的权利

您随时可以：看我们记了您什么，要一份副本，改错的，删掉，收回同意，注销账号。姓名、居委会、手机号可以自己在“我的资料”里改；别的请打电话，或者到任何一个中心的前台，带上手机就行，我们在十五天内办好，不收钱。注销以后，还没用的预约会一并取消。

要是您觉得我们做得不对，可以先找我们，也可以向街道办事处或网信部门投诉。

八、不想在网上留信息

完全可以。打电话、到前台都能约，和网上一样早、一样多。那样我们也只记姓名和一个能找到您的电话。

九、孩子和帮长辈办事

不满十四周岁的孩子，请由父母或其他监护人来约，用监护人的手机号。帮家里老人约，请先问过老人自己。

十、这份说明会改吗

会。改了就写明新的日期，放在这一页上。以前的版本可以向我们要。
""".strip()


def notice_in_force(today: date) -> PrivacyNotice:
    """What somebody new agrees to."""
    return PrivacyNotice.objects.in_force(today) or ensure_privacy_notice()


def ensure_privacy_notice(notices: type[PrivacyNotice] = PrivacyNotice) -> PrivacyNotice:
    """The newest notice; the first one is written where there is none."""
    newest = notices._default_manager.order_by("-published_on", "-pk").first()
    return newest or notices._default_manager.create(version=VERSION, text=TEXT, published_on=PUBLISHED_ON)
