package sync_test

import (
	"context"
	"errors"
	"sync/atomic"

	"woshou/sync/township/ledger"
)

// mortal is a ledger whose machine's power can fail before a write.
type mortal struct {
	ledger.Ledger
	// left is how many writes there are before that, negative for no end.
	left atomic.Int64
}

var errPower = errors.New("the power failed")

func newMortal(l ledger.Ledger) *mortal {
	m := &mortal{Ledger: l}
	m.left.Store(-1)
	return m
}

// Update fails once the power did, until the server starts again.
func (m *mortal) Update(ctx context.Context, f func(ledger.Tx) error) error {
	switch left := m.left.Load(); {
	case left == 0:
		return errPower
	case left > 0:
		m.left.Store(left - 1)
	}
	return m.Ledger.Update(ctx, f)
}
