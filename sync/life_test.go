package sync_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A life is what happens to a few villages and their township, deed by deed. It is
// plain values, so that one that breaks an invariant can be played again in smaller
// pieces, and kept as a test.
type life struct {
	// villages is how many there are at the start, each with one computer.
	villages int
	deeds    []deed
}

// deed is one thing that happens. Places and computers count modulo those there
// are, so that a life stays a life when deeds are taken out of it.
type deed struct {
	do         doing
	place, who int
	// n chooses what the deed is done to: a case, a clock, a backup.
	n int
	// fault spoils the exchange number on of an exchange deed.
	fault fault
	on    int
}

// doing is the kind of a deed.
type doing string

// What can happen.
const (
	doAdd               doing = "doAdd"               // a case is taken in
	doEdit              doing = "doEdit"              // one is changed
	doFuture            doing = "doFuture"            // one is changed by an act that no program here knows
	doExchange          doing = "doExchange"          // a computer and the township, until all is done or the line fails
	doEvening           doing = "doEvening"           // a day ends: what was saved must be on the disks
	doReopen            doing = "doReopen"            // the program ends and starts
	doPowerCut          doing = "doPowerCut"          // the computer's power fails: it starts from what the disk has
	doClock             doing = "doClock"             // its clock jumps
	doBackup            doing = "doBackup"            // a backup of the computer
	doSetBack           doing = "doSetBack"           // it is set back to its backup
	doCopy              doing = "doCopy"              // its folder is copied to one more computer
	doDrawer            doing = "doDrawer"            // it is put away, or comes back
	doRevoke            doing = "doRevoke"            // the township revokes it
	doRestartTown       doing = "doRestartTown"       // the server restarts
	doBackupTown        doing = "doBackupTown"        // a backup of the server
	doRestoreTown       doing = "doRestoreTown"       // it is set back, and told so
	doRestoreTownUntold doing = "doRestoreTownUntold" // it is set back, and not told
)

// often says how often each incident happens in 1,000 evenings of one computer.
var often = []struct {
	do  doing
	per int
}{
	{doReopen, 75}, {doPowerCut, 100}, {doClock, 100}, {doBackup, 100}, {doSetBack, 50}, {doCopy, 37}, {doDrawer, 75}, {doRevoke, 10},
	{doRestartTown, 75}, {doBackupTown, 75}, {doRestoreTown, 30}, {doRestoreTownUntold, 30},
}

// days is how long a life is.
const days = 24

// lifeOf makes the life of a seed, and says how many device-days it has at least.
func lifeOf(seed uint64) (l life, deviceDays int) {
	r := rand.New(rand.NewPCG(seed, 42))
	l.villages = 1 + r.IntN(2)
	computers := make([]int, l.villages)
	for i := range computers {
		computers[i] = 1
	}
	for range days {
		for place := range computers {
			for who := range computers[place] {
				deviceDays++
				before := len(l.deeds)
				l.deeds = append(l.deeds, dayOf(r, place, who)...)
				for _, d := range l.deeds[before:] {
					if d.do == doCopy && computers[place] < mostComputers {
						computers[place]++
					}
				}
			}
		}
		l.deeds = append(l.deeds, deed{do: doEvening})
	}
	return l, deviceDays
}

// dayOf is one day of one computer: some work, perhaps an exchange on a bad line,
// seldom an incident, in any order.
func dayOf(r *rand.Rand, place, who int) (day []deed) {
	more := func(do doing) *deed {
		day = append(day, deed{do: do, place: place, who: who, n: r.IntN(1 << 16)})
		return &day[len(day)-1]
	}
	for range r.IntN(3) {
		more([]doing{doAdd, doEdit, doEdit, doEdit, doFuture}[r.IntN(5)])
	}
	for _, incident := range often {
		if r.IntN(1000) < incident.per {
			more(incident.do)
		}
	}
	if r.IntN(100) < 60 {
		d := more(doExchange)
		if r.IntN(2) == 0 {
			d.fault, d.on = fault{faults[r.IntN(len(faults))], r.IntN(600)}, r.IntN(3)
		}
	}
	r.Shuffle(len(day), func(i, j int) { day[i], day[j] = day[j], day[i] })
	return day
}

// String returns the life as Go source, for a test of its own.
func (l life) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "life{villages: %d, deeds: []deed{\n", l.villages)
	for _, d := range l.deeds {
		fmt.Fprintf(&b, "\t{do: %s", d.do)
		for _, f := range []struct {
			name string
			v    int
		}{{"place", d.place}, {"who", d.who}, {"n", d.n}, {"on", d.on}} {
			if f.v != 0 {
				fmt.Fprintf(&b, ", %s: %d", f.name, f.v)
			}
		}
		if d.fault != (fault{}) {
			fmt.Fprintf(&b, ", fault: fault{%q, %d}", d.fault.kind, d.fault.at)
		}
		b.WriteString("},\n")
	}
	b.WriteString("}}")
	return b.String()
}

// without returns the life without the deeds from i to j.
func (l life) without(i, j int) life {
	rest := append([]deed{}, l.deeds[:i]...)
	return life{l.villages, append(rest, l.deeds[j:]...)}
}

// shrink takes deeds out of a failing life as long as it fails, in halves, quarters
// and so on, with at most tries plays.
func shrink(l life, tries int, fails func(life) bool) life {
	for size := len(l.deeds) / 2; size > 0 && tries > 0; {
		smaller := false
		for i := 0; i+size <= len(l.deeds) && tries > 0; {
			tries--
			if less := l.without(i, i+size); fails(less) {
				l, smaller = less, true
				continue
			}
			i += size
		}
		if !smaller || size > len(l.deeds) {
			size /= 2
		}
	}
	return l
}
