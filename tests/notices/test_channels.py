from notices.channels import messages_reach_people, sms_channel_exists


def test_a_channel_that_does_not_exist_stops_the_start(settings):
    settings.SMS_CHANNEL = "pigeon"

    [error] = sms_channel_exists()

    assert error.msg == "YANJI_SMS names no channel: 'pigeon'. Known: aliyun, email, file, tencent, trial."


def test_the_trial_channel_is_fine_until_it_is_deployed(settings):
    settings.SMS_CHANNEL = "trial"

    assert sms_channel_exists() == []
    assert [warning.id for warning in messages_reach_people()] == ["notices.W001"]
