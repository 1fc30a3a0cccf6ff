package sync_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A life is what happens to a few villages, their townships and the county above, deed by
// deed. It is plain values, so that one that breaks an invariant can be played again in
// smaller pieces, and kept as a test.
type life struct {
	// seed makes what is random in it: IDs, keys, epochs.
	seed uint64
	// villages is how many there are at the start, each with one computer.
	villages int
	// county says that every two villages have a township of their own, below one county.
	county bool
	deeds  []deed
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

// What can happen at a village's computer.
const (
	doAdd      doing = "doAdd"      // a case is taken in
	doEdit     doing = "doEdit"     // one is changed
	doFuture   doing = "doFuture"   // one is changed by an act that no program here knows
	doSettle   doing = "doSettle"   // an item "two people changed this" is settled
	doAttach   doing = "doAttach"   // a photo is put into a case
	doErase    doing = "doErase"    // a case is destroyed by a list of the committee's
	doFull     doing = "doFull"     // one is changed, and the disk is full
	doHandUp   doing = "doHandUp"   // one goes to the township
	doTakeBack doing = "doTakeBack" // and comes back on paper
	doExchange doing = "doExchange" // a computer and the township, until all is done or the line fails
	doFiles    doing = "doFiles"    // the same, with photos
	doStick    doing = "doStick"    // the same, by stick
	doPeer     doing = "doPeer"     // a stick to another computer of the village
	doReopen   doing = "doReopen"   // the program ends and starts
	doPowerCut doing = "doPowerCut" // the computer's power fails: it starts from what the disk has
	doClock    doing = "doClock"    // its clock jumps
	doBackup   doing = "doBackup"   // a backup of the computer
	doSetBack  doing = "doSetBack"  // it is set back to its backup, with its photos or without
	doCopy     doing = "doCopy"     // its folder is copied to one more computer
	doJoin     doing = "doJoin"     // one more computer joins: by the sheet, or by an invitation from this one
	doRevoke   doing = "doRevoke"   // the township revokes it
)

// What can happen elsewhere.
const (
	doEvening           doing = "doEvening"           // a day ends: what was saved must be on the disks
	doDrawer            doing = "doDrawer"            // a computer is put away, or comes back
	doAnswer            doing = "doAnswer"            // the township accepts, returns or settles a case
	doRead              doing = "doRead"              // a clerk reads one
	doQuota             doing = "doQuota"             // the room for photos becomes small, or large again
	doRestartTown       doing = "doRestartTown"       // the server restarts
	doBackupTown        doing = "doBackupTown"        // a backup of the server
	doRestoreTown       doing = "doRestoreTown"       // it is set back, and told so; its photos may be gone
	doRestoreTownUntold doing = "doRestoreTownUntold" // it is set back, and not told
	doUp                doing = "doUp"                // the township exchanges with the county
	doUpCut             doing = "doUpCut"             // the same, and its power fails at a write
	doTownAnew          doing = "doTownAnew"          // the server is lost and set up anew; a village has another area code there
	doRestartCounty     doing = "doRestartCounty"     // the county's server restarts
	doBackupCounty      doing = "doBackupCounty"      // a backup of it
	doRestoreCounty     doing = "doRestoreCounty"     // it is set back; told or not
)

// often says how often each incident happens in 1,000 evenings of one computer.
var often = []struct {
	do  doing
	per int
}{
	{doReopen, 60}, {doPowerCut, 80}, {doClock, 80}, {doBackup, 100}, {doSetBack, 50}, {doCopy, 25}, {doJoin, 40}, {doDrawer, 75}, {doRevoke, 10},
	{doRestartTown, 60}, {doBackupTown, 75}, {doRestoreTown, 30}, {doRestoreTownUntold, 30},
	{doSettle, 90}, {doAttach, 80}, {doFiles, 120}, {doErase, 8}, {doFull, 40}, {doQuota, 12},
	{doHandUp, 100}, {doTakeBack, 15}, {doAnswer, 120}, {doRead, 20}, {doStick, 30}, {doPeer, 20},
}

// oftenUp is the same where there is a county.
var oftenUp = []struct {
	do  doing
	per int
}{{doUp, 300}, {doUpCut, 100}, {doTownAnew, 8}, {doRestartCounty, 20}, {doBackupCounty, 60}, {doRestoreCounty, 40}}

// days is how long a life is.
const days = 24

// lifeOf makes the life of a seed, and says how many device-days it has at least.
func lifeOf(seed uint64) (l life, deviceDays int) {
	r := rand.New(rand.NewPCG(seed, 42))
	if l.seed, l.villages, l.county = seed, 1+r.IntN(2), r.IntN(3) == 0; l.county {
		l.villages = 1 + r.IntN(3)
	}
	computers := make([]int, l.villages)
	for i := range computers {
		computers[i] = 1
	}
	for range days {
		for place := range computers {
			for who := range computers[place] {
				deviceDays++
				before := len(l.deeds)
				l.deeds = append(l.deeds, dayOf(r, place, who, l.county)...)
				for _, d := range l.deeds[before:] {
					if (d.do == doCopy || d.do == doJoin) && computers[place] < mostComputers {
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
func dayOf(r *rand.Rand, place, who int, county bool) (day []deed) {
	more := func(do doing) {
		d := deed{do: do, place: place, who: who, n: r.IntN(1 << 16)}
		switch do {
		case doExchange, doFiles, doUp:
			if r.IntN(2) == 0 {
				d.fault, d.on = fault{faults[r.IntN(len(faults))], r.IntN(600)}, r.IntN(3)
			}
		}
		day = append(day, d)
	}
	for range r.IntN(3) {
		more([]doing{doAdd, doEdit, doEdit, doEdit, doFuture}[r.IntN(5)])
	}
	incidents := often
	if county {
		incidents = append(incidents[:len(incidents):len(incidents)], oftenUp...)
	}
	for _, incident := range incidents {
		if r.IntN(1000) < incident.per {
			more(incident.do)
		}
	}
	if r.IntN(100) < 60 {
		more(doExchange)
	}
	r.Shuffle(len(day), func(i, j int) { day[i], day[j] = day[j], day[i] })
	return day
}

// String returns the life as Go source, for a test of its own.
func (l life) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "life{seed: %d, villages: %d, county: %v, deeds: []deed{\n", l.seed, l.villages, l.county)
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
	l.deeds = append(rest, l.deeds[j:]...)
	return l
}

// shrink makes a failing life smaller as long as it fails, with at most tries plays:
// deeds go in halves, quarters and so on; then the county, the other village, faults
// and numbers, where they do not matter.
func shrink(l life, tries int, fails func(life) bool) life {
	try := func(less life) bool {
		if tries--; tries < 0 || !fails(less) {
			return false
		}
		l = less
		return true
	}
	for size := len(l.deeds) / 2; size > 0 && tries > 0; {
		smaller := false
		for i := 0; i+size <= len(l.deeds) && tries > 0; {
			if try(l.without(i, i+size)) {
				smaller = true
			} else {
				i += size
			}
		}
		if !smaller || size > len(l.deeds) {
			size /= 2
		}
	}
	for i := 0; i < len(l.deeds); i++ { // what only went together, as to a drawer and back
		for j := i + 1; j < len(l.deeds) && tries > 0; j++ {
			if try(l.without(j, j+1).without(i, i+1)) {
				i, j = max(i-1, 0), max(i-1, 0)
			}
		}
	}
	for _, plain := range []func(*life){func(l *life) { l.county = false }, func(l *life) { l.villages = 1 }} {
		less := l
		if plain(&less); less.county != l.county || less.villages != l.villages {
			try(less)
		}
	}
	for i := range l.deeds {
		for _, plain := range []func(*deed){
			func(d *deed) { d.fault, d.on = fault{}, 0 }, func(d *deed) { d.on = 0 }, func(d *deed) { d.n = 0 },
			func(d *deed) { d.who = 0 }, func(d *deed) { d.place = 0 },
		} {
			d := l.deeds[i]
			if plain(&d); d != l.deeds[i] {
				less := l.without(i, i)
				less.deeds[i] = d
				try(less)
			}
		}
	}
	return l
}
