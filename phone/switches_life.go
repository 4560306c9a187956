package phone

// The switches of a phone's life, its display and its keys.
const (
	switchCancelKey         = "cancel-key"
	switchServerOrder       = "data-server-order"
	switchLongOption114     = "option114-too-long"
	switchMulticast         = "multicast"
	switchConfigFile        = "configfile-url"
	switchPollHours         = "poll-hours"
	switchRetryMinutes      = "retry-minutes"
	switchRestartPause      = "restart-pause"
	switchPlannedUpdate     = "planned-update"
	switchTimerZero         = "timer-zero"
	switchPeriodUnit        = "period-unit"
	switchAutoUpdateProfile = "auto-update-profile"
	switchOneshotMode       = "oneshot-mode"
	switchCheckSync         = "check-sync"
	switchCheckSyncReboot   = "check-sync-reboot"
)
