"""E-mail, through whatever Django is told to use (EMAIL_URL)."""

import smtplib

from django.core.mail import EmailMessage

from notices.channels.base import Lost, NotTaken, Refused

NOBODY_THERE = (550, 551, 553)  # RFC 5321: the mailbox does not exist, or is refused


class MailChannel:
    keeps_secrets = False
    may_lose = True

    def send(self, *, to: str, subject: str, body: str, request_id: str) -> str:
        letter = EmailMessage(subject, body, to=[to], headers={"Message-ID": f"<{request_id}@yanji>"})
        try:
            letter.send()
        except smtplib.SMTPRecipientsRefused as error:
            code, words = error.recipients[to]
            raise (Refused if code in NOBODY_THERE else NotTaken)(f"{code} {words!r}") from error
        except (smtplib.SMTPServerDisconnected, TimeoutError) as error:
            raise Lost(str(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotTaken(str(error)) from error
        return ""
