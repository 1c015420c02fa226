"""Every setting of the service: environment variables with the prefix WIAN_, or lines of a `.env` file.

The one-line `description` of each is what docs/settings.md says of it; a test keeps the two in step.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.cores import cores
from api.errors import MACHINE_LACKS, InputError
from ingest.files import ReadingLimits

PREFIX = "WIAN_"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    host: str = Field("127.0.0.1", description="address on which `wian serve` listens")
    port: int = Field(8000, ge=0, le=65535, description="port of `wian serve`; 0 takes a free one")
    hosts: str = Field(
        "",
        description="names by which browsers may call the service, separated by commas; "
        "empty: `localhost` and the address on which it listens, any where that is not this machine alone",
    )
    data: Path = Field(
        Path("data"),
        description="folder on a local disk: database and files, unless set otherwise below",
    )
    database_url: str | None = Field(
        None,
        description="`postgresql://user:password@host/name` for several machines; "
        "empty: the SQLite file `wian.db` in the data folder",
    )
    storage: str | None = Field(
        None,
        description="where files lie: `s3://bucket/prefix` (address and keys in the usual "
        "`AWS_…` variables) or a folder that all machines share; empty: `blobs` in the data folder",
    )
    workers: int = Field(
        1,
        ge=0,
        le=64,
        description="processes that read circulars, one at a time each; 0: `wian serve` has none",
    )
    accounts: bool = Field(
        False,
        description="`true`: everybody signs in, and `wian serve` prints a link for the first administrator; "
        "also without it from the first key or user on, and on an address that is not this machine alone",
    )
    demo: bool = Field(
        False,
        description="`true`: an empty installation begins with a fictional district, whose people sign in "
        "with one press and no password; only for a look, on this machine alone",
    )
    office: Path | None = Field(None, description="office file (TOML) of the forwarding letters")
    schools: Path | None = Field(
        None, description="list of schools (CSV or XLSX) for the certification forms"
    )
    oidc_issuer: str = Field(
        "", description="address of an OpenID Connect provider by which people may sign in; empty: none"
    )
    oidc_client_id: str = Field("", description="name of this service at that provider")
    oidc_client_secret: str = Field("", repr=False, description="secret of this service at that provider")
    oidc_name: str = Field("บัญชีหน่วยงาน", description="what the button of that sign-in calls the provider")
    inbox_folder: Path | None = Field(
        None, description="folder from which circulars are taken that a scanner or a share puts there"
    )
    inbox_district: str = Field(
        "",
        description="district, by its short name or id, for which folder and mailbox take; empty: the first",
    )
    mailbox_host: str = Field("", description="IMAP server whose attachments are taken as circulars")
    mailbox_port: int = Field(993, ge=1, le=65535, description="port of that server")
    mailbox_user: str = Field("", description="user of that mailbox")
    mailbox_password: str = Field("", repr=False, description="password of that mailbox")
    mailbox_folder: str = Field("INBOX", description="folder of that mailbox")
    mailbox_security: Literal["tls", "starttls", "none"] = Field(
        "tls", description="how the connection to it is encrypted: `tls`, `starttls` or `none`"
    )
    mailbox_senders: str = Field(
        "", description="addresses or domains whose mail counts, separated by commas; empty: everybody's"
    )
    mailbox_seconds: int = Field(60, ge=5, description="seconds between two looks into the mailbox")
    webhooks_inside: bool = Field(
        False, description="`true`: webhooks may also call addresses of the own network, and by plain http"
    )
    address: str = Field(
        "", description="address of the service as schools reach it, for links in mails; empty: none"
    )
    mail_host: str = Field(
        "", description="SMTP server for reminders; empty: reminders stand on the pages alone"
    )
    mail_port: int = Field(587, ge=1, le=65535, description="port of the SMTP server")
    mail_user: str = Field("", description="name at the SMTP server; empty: it needs none")
    mail_password: str = Field("", repr=False, description="password at the SMTP server")
    mail_sender: str = Field("", description="address from which mails come; needed with `WIAN_MAIL_HOST`")
    mail_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="`starttls` (usually port 587), `tls` (465) or `none` (25)"
    )
    max_upload_mb: int = Field(50, ge=1, description="largest upload accepted, in megabytes")
    max_pages: int = Field(500, ge=1, description="most pages of one file")
    max_megapixels: int = Field(150, ge=1, description="largest picture of one page, in millions of pixels")
    read_seconds: int = Field(1200, ge=1, description="time after which the reading of one file is given up")
    read_cores: int = Field(
        0,
        ge=0,
        le=64,
        description="processor cores that share the pages of one file; "
        "0: those of the machine, divided among the workers",
    )
    read_memory_mb: int = Field(
        6000, ge=500, description="memory in megabytes that the reading of one file may take"
    )
    read_output_mb: int = Field(
        1000, ge=1, description="size in megabytes that page pictures and result of one file may take"
    )

    @property
    def cores_a_file(self) -> int:
        return self.read_cores or max(1, cores() // max(1, self.workers))

    @property
    def limits(self) -> ReadingLimits:
        return ReadingLimits(pages=self.max_pages, pixels=self.max_megapixels * 1_000_000)

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Host names that requests may carry, lower case; empty for any."""
        if self.hosts:
            return frozenset(name.strip().lower() for name in self.hosts.split(",") if name.strip())
        return LOOPBACK if self.host in LOOPBACK else frozenset()


class SettingsError(InputError):
    """A setting has no usable value. `problems` holds one Thai sentence for each."""

    exit_code = MACHINE_LACKS

    def __init__(self, problems: list[str]) -> None:
        super().__init__("bad_setting", "; ".join(problems) + " โปรดแก้แล้วสั่ง wian check")
        self.problems = problems


def load_settings(**overrides: Any) -> Settings:
    """The settings of this process; `overrides` (such as command line options) that are None do not count.

    Raises SettingsError, which names every bad variable at once.
    """
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})
    except ValidationError as error:
        raise SettingsError(
            [
                f"ค่า {PREFIX}{str(problem['loc'][0]).upper()}={problem['input']!r} ใช้ไม่ได้ ({problem['msg']})"
                for problem in error.errors()
            ]
        ) from None
