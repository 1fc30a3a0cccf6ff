package township

// Operator is who works at the machine itself, in the audit trail.
const Operator = actOperator

// actOperator stands in the audit trail for whoever works at the machine itself.
const actOperator = "operator"

// What is written to the audit trail.
const (
	actCode     = "code"
	actEnrol    = "enrol"
	actReject   = "enrol_refused"
	actRevoke   = "revoke"
	actLogin    = "login"
	actFailed   = "login_failed"
	actLocked   = "locked"
	actLogout   = "logout"
	actPassword = "password"
	actOneTime  = "one_time_password"
	actRestored = "restored"
	actBackup   = "backup"
	actNoBackup = "backup_failed"
	actRecount  = "recount"
	actStick    = "stick"
	actErased   = "erased" // a village destroyed a case
	actAccount  = "account"
	actRole     = "role"
	actDisable  = "disable"
	actEnable   = "enable"
	actUplink   = "uplink"
	actSessions = "sessions_ended"
)
