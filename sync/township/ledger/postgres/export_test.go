package postgres

import "time"

// HurryLease shortens the lease's times for a test and returns what sets them back.
func HurryLease(every, dead time.Duration) (restore func()) {
	oldEvery, oldTime := beatEvery, leaseTime
	beatEvery, leaseTime = every, dead
	return func() { beatEvery, leaseTime = oldEvery, oldTime }
}

// StopBeating lets a server look dead.
func StopBeating(l *Ledger) {
	l.stop()
	<-l.done
}

// HurryCommit shortens how long a transaction may take and returns what sets it back.
func HurryCommit(d time.Duration) (restore func()) {
	old := commitTime
	commitTime = d
	return func() { commitTime = old }
}
