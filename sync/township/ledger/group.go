package ledger

import (
	"cmp"
	"context"
	"sync"
	"sync/atomic"
)

// Group runs many updates of a store in few transactions and does not let the disk wait:
// while one batch of updates is being made durable, those that come are run over what it
// wrote, and are the next batch. Nobody hears of an update before it is durable, and all
// that it saw.
type Group struct {
	begin func(before Batch) Batch
	most  int

	commits, updates atomic.Uint64

	// running is full while there is something to do.
	running chan struct{}
	// came tells who leads that there is somebody new.
	came chan struct{}

	mu      sync.Mutex
	waiting []*member
	busy    bool
}

// Batch is updates that share a transaction of a store.
type Batch interface {
	// Run runs members one after another, in any order, and returns the error of each. Each
	// sees what those that ran before it wrote; of one that fails nothing stays.
	Run(members []Member) []error
	// Commit makes durable what they wrote; nothing is run after it. When it fails nothing
	// of it is there, unless the error wraps ErrUnclear.
	Commit() error
}

// Member is one update of a group.
type Member func(Tx) error

type member struct {
	ctx  context.Context
	run  Member
	err  error
	done chan error
}

// NewGroup returns a group for a store that begins batches, each with most members at most.
// A batch sees what the one before wrote, which may not be durable yet; before is nil for
// none.
func NewGroup(begin func(before Batch) Batch, most int) *Group {
	return &Group{begin: begin, most: most, running: make(chan struct{}, 1), came: make(chan struct{}, 1)}
}

// Update runs f and returns when that is durable or f failed. A context that ends before
// f's turn takes it out; later it has no effect, because what is being made durable cannot
// be taken back.
func (g *Group) Update(ctx context.Context, f func(Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m := &member{ctx: ctx, run: guarded(f), done: make(chan error, 1)}
	g.mu.Lock()
	g.waiting = append(g.waiting, m)
	lead := !g.busy
	g.busy = true
	g.mu.Unlock()
	if lead {
		go g.lead()
	} else {
		g.tell()
	}
	err := <-m.done
	if p, bad := err.(panicked); bad {
		panic(p.reason)
	}
	return err
}

func (g *Group) tell() {
	select {
	case g.came <- struct{}{}:
	default: // told already
	}
}

// panicked carries a panic of a member to its caller.
type panicked struct{ reason any }

func (p panicked) Error() string { return "an update panicked" }

// guarded keeps a panic of one member from the others.
func guarded(f Member) Member {
	return func(tx Tx) (err error) {
		defer func() {
			if reason := recover(); reason != nil {
				err = panicked{reason}
			}
		}()
		return f(tx)
	}
}

// Alone runs f when no update is run or being made durable, and none until it returns.
func (g *Group) Alone(f func() error) error {
	g.running <- struct{}{}
	defer func() { <-g.running }()
	return f()
}

// Counts returns how many transactions became durable and how many updates were in them.
func (g *Group) Counts() (commits, updates uint64) { return g.commits.Load(), g.updates.Load() }

// lead makes transactions until nobody waits.
func (g *Group) lead() {
	g.running <- struct{}{}
	defer func() { <-g.running }()
	for f := g.fill(g.open(nil)); f != nil; {
		go g.land(f)
		f = g.fill(g.open(f))
	}
}

// flight is a batch on its way to the disk.
type flight struct {
	Batch
	before  *flight
	members []*member
	// landed is closed when it is durable or err says why not.
	landed chan struct{}
	err    error
}

// open begins a batch over the one before.
func (g *Group) open(before *flight) *flight {
	f := &flight{before: before, landed: make(chan struct{})}
	if before == nil {
		f.Batch = g.begin(nil)
	} else {
		f.Batch = g.begin(before.Batch)
	}
	return f
}

// onePart is how many members are run before looking whether the disk waits.
const onePart = 16

// fill runs those who come until the batch before has landed, or who waits if it has; nil
// says that nobody did.
func (g *Group) fill(f *flight) *flight {
	if f.before != nil {
		f = g.fillMeanwhile(f)
	}
	for len(f.members) == 0 {
		if g.rest() {
			return nil
		}
		f.run(g.take(g.most))
	}
	return f
}

// fillMeanwhile runs those who come while the batch before is in the air. If that fails, what
// they saw never was: they are run again.
func (g *Group) fillMeanwhile(f *flight) *flight {
	for {
		select {
		case <-f.before.landed:
			if f.before.err == nil {
				f.before = nil
				return f
			}
			again := g.open(nil)
			again.run(started(f.members))
			return again
		default:
		}
		if members := g.take(min(onePart, g.most-len(f.members))); len(members) > 0 {
			f.run(members)
			continue
		}
		select {
		case <-f.before.landed:
		case <-g.came:
		}
	}
}

// take takes up to n of those who wait.
func (g *Group) take(n int) []*member {
	g.mu.Lock()
	defer g.mu.Unlock()
	n = min(n, len(g.waiting))
	members := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	return started(members)
}

// rest ends the lead unless somebody waits.
func (g *Group) rest() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.busy = len(g.waiting) > 0
	return !g.busy
}

// started takes out those whose caller no longer waits.
func started(members []*member) (left []*member) {
	for _, m := range members {
		if err := m.ctx.Err(); err != nil {
			m.done <- err
			continue
		}
		left = append(left, m)
	}
	return left
}

func (f *flight) run(members []*member) {
	runs := make([]Member, len(members))
	for i, m := range members {
		runs[i] = m.run
	}
	for i, err := range f.Run(runs) {
		members[i].err = err
	}
	f.members = append(f.members, members...)
}

// land makes a batch durable and tells its members.
func (g *Group) land(f *flight) {
	f.err = f.Commit()
	close(f.landed)
	if f.err == nil {
		g.commits.Add(1)
		g.updates.Add(uint64(len(f.members)))
	}
	for _, m := range f.members {
		m.done <- cmp.Or(f.err, m.err)
	}
}
