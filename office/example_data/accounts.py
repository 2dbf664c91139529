"""The accounts of the example data. Their password is public: it exists only where example data is loaded."""

PASSWORD = "Yanji-2026"  # noqa: S105

RESIDENT = "13800000001"
RELATIVE = "13800000002"
TEAM_LEADER = "13800000003"
STAFF_OF_C1 = "13800000011"
STAFF_OF_P01 = "13800000012"
STREET_OFFICE = "13800000021"
SYSTEM_ADMIN = "13800000031"

ACCOUNTS = {
    RESIDENT: "resident",
    RELATIVE: "relative",
    TEAM_LEADER: "team leader",
    STAFF_OF_C1: "staff of C1",
    STAFF_OF_P01: "staff of p01",
    STREET_OFFICE: "street office",
    SYSTEM_ADMIN: "system admin",
}
