"""What `anlin check` looks at: one file per part, each a generator of findings."""

from anlin.cli.checks.archive import archive_findings
from anlin.cli.checks.field import device_findings
from anlin.cli.checks.finding import Finding, State, Surroundings
from anlin.cli.checks.machine import clock_findings, disk_findings, port_findings
from anlin.cli.checks.settings import setting_findings
from anlin.cli.checks.stores import audit_findings, balance_findings, database_findings, journal_findings
from anlin.cli.checks.work import engine_findings
from anlin.cli.checks.zones import zone_findings

CHECKS = (
    ("settings", setting_findings),
    ("database", database_findings),
    ("journal", journal_findings),
    ("balance", balance_findings),
    ("disk", disk_findings),
    ("clock", clock_findings),
    ("ports", port_findings),
    ("engine", engine_findings),
    ("devices", device_findings),
    ("zones", zone_findings),
    ("archive", archive_findings),
    ("audit", audit_findings),
)
"""In the order in which a person would look: what everything rests on comes first."""

TOPICS_ZH = {
    "settings": "设置",
    "database": "数据库",
    "journal": "日志库",
    "balance": "收支",
    "disk": "磁盘",
    "clock": "时钟",
    "ports": "端口",
    "engine": "引擎",
    "devices": "设备",
    "zones": "地点",
    "archive": "归档",
    "audit": "审计",
}

__all__ = ["CHECKS", "TOPICS_ZH", "Finding", "State", "Surroundings"]
