package ledger

import (
	"context"
	"sync"
	"sync/atomic"
)

// Group runs many updates in one transaction of a store: those that come while one is
// being made durable go into the next together, so that many callers share one flush
// to disk. A store gives it Commit.
type Group struct {
	// Commit runs the members in one transaction and makes it durable. When a member
	// fails it undoes the transaction and returns which, with its error; when the
	// transaction itself fails it returns -1, and none of it is there.
	Commit func(members []Member) (failed int, err error)
	// Most is how many members one transaction has at most.
	Most int

	commits, updates atomic.Uint64

	mu      sync.Mutex
	waiting []*member
	busy    bool
}

// Member is one update of a group.
type Member func(Tx) error

type member struct {
	ctx  context.Context
	run  Member
	done chan outcome
}

// outcome is what became of a member; reason is what it panicked with.
type outcome struct {
	err      error
	panicked bool
	reason   any
}

// Update runs f in the next transaction and returns when that is durable or f failed.
// A context that ends before f's turn takes it out; later it has no effect, because
// what is being made durable cannot be taken back.
func (g *Group) Update(ctx context.Context, f func(Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m := &member{ctx: ctx, done: make(chan outcome, 1)}
	m.run = m.guarded(f)
	g.mu.Lock()
	g.waiting = append(g.waiting, m)
	lead := !g.busy
	g.busy = true
	g.mu.Unlock()
	if lead {
		go g.lead()
	}
	out := <-m.done
	if out.panicked {
		panic(out.reason)
	}
	return out.err
}

// panicked carries a panic of a member to its caller.
type panicked struct{ reason any }

func (p panicked) Error() string { return "an update panicked" }

// guarded keeps a panic of one member from the others.
func (m *member) guarded(f func(Tx) error) Member {
	return func(tx Tx) (err error) {
		defer func() {
			if reason := recover(); reason != nil {
				err = panicked{reason}
			}
		}()
		return f(tx)
	}
}

// Counts returns how many transactions became durable and how many updates were in them.
func (g *Group) Counts() (commits, updates uint64) { return g.commits.Load(), g.updates.Load() }

// lead makes transactions until nobody waits.
func (g *Group) lead() {
	for {
		g.mu.Lock()
		n := min(len(g.waiting), g.Most)
		batch := g.waiting[:n:n]
		g.waiting = g.waiting[n:]
		g.busy = n > 0
		g.mu.Unlock()
		if n == 0 {
			return
		}
		g.settle(batch)
	}
}

// settle runs a batch until all of it is durable or has failed.
func (g *Group) settle(batch []*member) {
	for len(batch) > 0 {
		batch = started(batch)
		runs := make([]Member, len(batch))
		for i, m := range batch {
			runs[i] = m.run
		}
		failed, err := g.Commit(runs)
		if failed < 0 {
			if err == nil {
				g.commits.Add(1)
				g.updates.Add(uint64(len(batch)))
			}
			for _, m := range batch {
				m.done <- outcome{err: err}
			}
			return
		}
		p, bad := err.(panicked)
		batch[failed].done <- outcome{err, bad, p.reason}
		batch = append(batch[:failed:failed], batch[failed+1:]...)
	}
}

// started takes out those whose caller no longer waits.
func started(batch []*member) (left []*member) {
	for _, m := range batch {
		if err := m.ctx.Err(); err != nil {
			m.done <- outcome{err: err}
			continue
		}
		left = append(left, m)
	}
	return left
}
