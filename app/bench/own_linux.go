package main

import (
	"os/exec"
	"syscall"

	"woshou/sync/township/ledger/ownpostgres"
)

// newDatabase starts a PostgreSQL server of the bench's own.
func newDatabase() (*ownpostgres.Server, error) { return ownpostgres.New() }

// tie ends a program when the bench ends, however that comes.
func tie(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM} }
