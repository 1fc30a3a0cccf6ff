package postgres

import (
	"context"
	"fmt"

	"woshou/sync/township/ledger"
	"woshou/sync/township/ledger/tables"
)

// passes is how often the updates of a transaction are run to learn what they read; what
// still reads something new then waits for each answer.
const passes = 8

// batch is updates that share a transaction of the database. They run in memory.
type batch struct {
	*txn
	l *Ledger
}

// open begins a batch over the one before. What it reads of the database may be from before
// or after that one's commit: what that one wrote lies over it.
func (l *Ledger) open(before ledger.Batch) ledger.Batch {
	b := &batch{newTxn(context.Background(), l.pool, &l.known), l}
	if before, ok := before.(*batch); ok {
		b.Before = before.Writes
	}
	return b
}

// Run runs members one after another. One that reads what is not in memory ends there; when
// all have had their turn, what those asked for is fetched at once and they are run again.
func (b *batch) Run(members []ledger.Member) []error {
	ctx, cancel := context.WithTimeout(context.Background(), commitTime)
	defer cancel()
	b.ctx = ctx
	errs := make([]error, len(members))
	left := make([]int, len(members))
	for i := range left {
		left[i] = i
	}
	for pass := 1; len(left) > 0; pass++ {
		b.direct = pass > passes
		if left = b.pass(members, left, errs); len(left) == 0 {
			break
		}
		if err := b.fetch(); err != nil {
			for _, i := range left {
				errs[i] = fmt.Errorf("read ledger: %w", clear(err))
			}
			break
		}
	}
	return errs
}

// pass runs the members that are left and returns which of them lacked something.
func (b *batch) pass(members []ledger.Member, left []int, errs []error) (lacking []int) {
	tx := tables.New(b.txn)
	for _, i := range left {
		asked := b.asked()
		errs[i] = clear(b.Attempt(func() error { return members[i](tx) }))
		if b.asked() > asked {
			lacking = append(lacking, i)
		}
	}
	return lacking
}
