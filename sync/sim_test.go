package sync_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"testing"
	"testing/cryptotest"
	"testing/synctest"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// A life is a pure function of its seed: -sync.seed plays one again, bit for bit. A life
// that fails prints a small one that fails too, to be kept in kept_test.go.
var (
	seeds = flag.Int("sync.seeds", 320, "lives to play; a soak asks for more")
	seed  = flag.Int("sync.seed", -1, "play the life of this seed alone")
	share = flag.String("sync.share", "", "play a share of the lives, as in 0/2: TestSimulation starts a process for each")
	tries = flag.Int("sync.tries", 400, "how often a life that fails is played again to make it smaller")
	steps = flag.Uint64("sync.steps", 8, "in one of how many lives what must hold is checked after each deed and not in the evening alone")
	told  = flag.Bool("sync.digests", false, "print what each life came to")
)

const (
	shortSeeds    = 40
	mostComputers = 3
)

// The lives of villages, their townships and a county on bad lines, with crashes, power
// cuts, full disks, wrong clocks, sticks, cases handed up, computers and servers set back
// to backups, copied folders, computers in drawers and revoked ones. After each day - in
// some lives after each deed - and when the faults have stopped and all have exchanged, the
// invariants must hold.
//
// What is random in a life is the whole process's, so lives are played one after another,
// in as many processes as there are processors.
func TestSimulation(t *testing.T) {
	n := *seeds
	if testing.Short() {
		n = min(n, shortSeeds)
	}
	if *seed >= 0 {
		playSeed(t, *seed)
		return
	}
	if *share != "" {
		var i, of int
		if _, err := fmt.Sscanf(*share, "%d/%d", &i, &of); err != nil {
			t.Fatal(err)
		}
		for ; i < n; i += of {
			playSeed(t, i)
		}
		return
	}
	deviceDays, of := 0, runtime.GOMAXPROCS(0)
	for i := range n {
		_, days := lifeOf(uint64(i))
		deviceDays += days
	}
	var all sync.WaitGroup
	for i := range of {
		all.Go(func() {
			if out, err := simulation(t, fmt.Sprintf("-sync.share=%d/%d", i, of)).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	all.Wait()
	t.Logf("%d device-days", deviceDays)
}

// simulation is a process that plays some of the lives.
func simulation(t *testing.T, which ...string) *exec.Cmd {
	args := []string{"-test.run=^TestSimulation$", fmt.Sprintf("-sync.seeds=%d", *seeds), fmt.Sprintf("-sync.tries=%d", *tries), fmt.Sprintf("-sync.steps=%d", *steps), fmt.Sprintf("-test.short=%v", testing.Short())}
	if deadline, ok := t.Deadline(); ok {
		args = append(args, "-test.timeout="+time.Until(deadline).String())
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], append(args, which...)...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "GOGC=400")
	return cmd
}

// A seed gives the same life each time, whatever else a process did before and however
// many processors it has: equal digests of all that computers and servers have in the end.
func TestSimulation_ASeedReplaysExactly(t *testing.T) {
	for _, seed := range []int{3, 5} { // with a county and without
		var outs [2]string
		for i := range outs {
			cmd := simulation(t, fmt.Sprintf("-sync.seed=%d", seed), "-sync.digests")
			if i == 1 {
				cmd.Env = append(cmd.Env, "GOMAXPROCS=4")
			}
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			outs[i] = string(out[:min(len(out), 80)])
		}
		if outs[0] != outs[1] || len(outs[0]) < 64 {
			t.Errorf("seed %d: %q, then %q", seed, outs[0], outs[1])
		}
	}
}

func playSeed(t *testing.T, n int) {
	l, _ := lifeOf(uint64(n))
	t.Run(fmt.Sprintf("seed=%d", n), func(t *testing.T) { playLife(t, l) })
}

// playLife plays a life and, when it fails, smaller ones, until the smallest that fails
// is found.
func playLife(t *testing.T, l life) {
	failures, digest := play(t, l)
	if *told {
		fmt.Println(l.seed, digest)
	}
	if len(failures) == 0 {
		return
	}
	small := shrink(l, *tries, func(l life) bool { failures, _ := play(t, l); return len(failures) > 0 })
	again, _ := play(t, small)
	t.Errorf("%s\nThe smallest life that fails:\n%s\nwith %s", failures[0], small, append(again, "nothing")[0])
}

// play plays a life in a bubble of its own, where time passes only while nobody works:
// with its seed, nothing in it depends on the machine.
func play(t *testing.T, l life) (failures []string, digest data.Hash) {
	warmUp(t)
	cryptotest.SetGlobalRandom(t, l.seed)
	synctest.Test(t, func(t *testing.T) {
		failures = try(t, func(tb testing.TB) {
			s := newSim(tb, l)
			s.play()
			if *told {
				digest = s.digest()
			}
		})
	})
	return failures, digest
}

var warm sync.Once

// warmUp plays a day outside of any bubble, so that what a process makes once and keeps -
// the first township, the packers - is made, belongs to no bubble, and is the same in
// each process.
func warmUp(t *testing.T) {
	warm.Do(func() {
		cryptotest.SetGlobalRandom(t, 0)
		newSim(t, life{villages: 1, deeds: []deed{{do: doAdd}, {do: doExchange}, {do: doAttach, n: 39_999}}}).play()
	})
}

// sim is one simulated world.
type sim struct {
	testing.TB
	life   life
	towns  []*simTown
	county *simTown // nil for none
	places [][]*actor
	// must is every event that a computer showed as saved and that is still on the
	// disk of somebody who takes part.
	must map[data.UID]saved
	// typed is every text that a person typed, in order, with what they saw before.
	typed []typed
	// photos are those that are on somebody's disk.
	photos map[photoKey]attached
	// erased are the cases that were destroyed, lost those of which an event was lost to all.
	erased, lost map[data.CaseID]bool
	texts        int
	// given are the numbers that computers gave, by village; split are the chains that a
	// copied folder, or one set back by hand, has as well; blind the villages whose
	// township forgot claims on numbers.
	given map[int][]given
	split map[ledger.Chain]bool
	blind map[int]bool
	// newest is the newest row of each case that the county had.
	newest map[data.CaseID]rowAt
}

// simTown is a server and what the simulation knows of it.
type simTown struct {
	*town
	// line is the one to the county, nil for none.
	line *lossy
	// copies are its backups, reads is how many cases have been read.
	copies []townCopy
	reads  int
	// bare says that its photos were lost once, back that it was set back, agreed that
	// it and the county had the same totals and neither was set back since.
	bare, back, agreed bool
}

// townCopy is a server's backup, and how many cases had been read then.
type townCopy struct {
	ledger []byte
	reads  int
}

// saved is where an event was saved, and of which case.
type saved struct {
	place int
	id    data.CaseID
}

// actor is a computer and what the simulation knows of it.
type actor struct {
	*village
	town  *simTown
	line  *lossy
	now   time.Time
	away  bool   // in a drawer
	copy  string // its backup
	image []byte // its main file as the disk had it last evening
	unmet bool   // there is a copy of it, or it was set back, and it has not exchanged since
	stick []byte // an answer that came by stick before
}

// typed is a text in a case's summary; who typed it saw others, and, but for who settled an
// item, wrote it over one.
type typed struct {
	uid  data.UID
	id   data.CaseID
	text string
	seen []string
	over string
}

func newSim(t testing.TB, l life) *sim {
	s := &sim{
		TB: t, life: l, must: map[data.UID]saved{}, photos: map[photoKey]attached{}, erased: map[data.CaseID]bool{}, lost: map[data.CaseID]bool{},
		given: map[int][]given{}, split: map[ledger.Chain]bool{}, blind: map[int]bool{}, newest: map[data.CaseID]rowAt{},
	}
	if l.county {
		s.county = &simTown{town: newTown(t)}
	}
	for place := range max(l.villages, 1) {
		if place == 0 || l.county && place%2 == 0 {
			s.addTown()
		}
		w := s.towns[len(s.towns)-1]
		a := &actor{town: w, line: newLine(w.town), now: noon()}
		a.village = w.newVillage(t, a.line)
		a.use()
		a.knowTown()
		s.places = append(s.places, []*actor{a})
		a.sleep()
	}
	return s
}

// addTown makes a township, below the county if there is one.
func (s *sim) addTown() {
	w := &simTown{town: newTown(s)}
	w.number = len(s.towns)
	s.towns = append(s.towns, w)
	if s.county != nil {
		w.line = newLine(s.county.town)
		w.up = w.line
		w.restart()
		s.enrolUp(w)
	}
}

func (s *sim) play() {
	for _, d := range s.life.deeds {
		place := d.place % len(s.places)
		a := s.places[place][d.who%len(s.places[place])]
		s.act(d, place, a)
		a.st.Settle()
		if s.life.seed%*steps == 0 {
			s.holds()
		}
		if s.Failed() {
			return
		}
	}
	s.drain()
}

// act does one deed.
func (s *sim) act(d deed, place int, a *actor) {
	switch {
	case d.do == doEvening:
		s.dayEnds()
	case d.do == doDrawer:
		a.away = !a.away
	case elsewhere[d.do] != nil:
		elsewhere[d.do](s, d, a.town)
	case !a.away:
		atDesk[d.do](s, d, place, a)
	}
}

// elsewhere is what happens at the servers.
var elsewhere = map[doing]func(*sim, deed, *simTown){
	doAnswer:            (*sim).answer,
	doRead:              (*sim).readLetter,
	doQuota:             (*sim).changeQuota,
	doRestartTown:       func(_ *sim, _ deed, w *simTown) { w.restart() },
	doBackupTown:        func(_ *sim, _ deed, w *simTown) { w.backUp() },
	doRestoreTown:       (*sim).setTownBackTold,
	doRestoreTownUntold: (*sim).setTownBackUntold,
	doUp:                (*sim).sendUp,
	doUpCut:             (*sim).cutUp,
	doTownAnew:          (*sim).setUpAnew,
	doRestartCounty:     func(s *sim, _ deed, _ *simTown) { s.ofCounty(func(w *simTown) { w.restart() }) },
	doBackupCounty:      func(s *sim, _ deed, _ *simTown) { s.ofCounty((*simTown).backUp) },
	doRestoreCounty:     (*sim).setCountyBack,
}

// atDesk is what needs the computer to be on.
var atDesk = map[doing]func(*sim, deed, int, *actor){
	doAdd:      (*sim).change,
	doEdit:     (*sim).change,
	doFuture:   (*sim).change,
	doFull:     (*sim).changeOnFullDisk,
	doSettle:   (*sim).settle,
	doAttach:   (*sim).attach,
	doErase:    (*sim).erase,
	doHandUp:   (*sim).handUp,
	doTakeBack: (*sim).takeBack,
	doExchange: (*sim).exchange,
	doFiles:    (*sim).exchange,
	doStick:    (*sim).byStick,
	doPeer:     (*sim).byPeer,
	doClock: func(_ *sim, d deed, _ int, a *actor) {
		a.now = clocks[d.n%len(clocks)]
		a.restart(a.path)
	},
	doReopen:   func(_ *sim, _ deed, _ int, a *actor) { a.restart(a.path) },
	doPowerCut: func(_ *sim, _ deed, _ int, a *actor) { a.powerCut() },
	doBackup:   func(_ *sim, _ deed, _ int, a *actor) { a.copy = a.backup() },
	doSetBack:  (*sim).setBack,
	doCopy:     func(s *sim, _ deed, place int, a *actor) { s.copyFolder(place, a) },
	doJoin:     (*sim).join,
	doRevoke:   func(s *sim, _ deed, place int, a *actor) { s.revoke(place, a) },
}

// clocks are what computers' clocks show.
var clocks = []time.Time{time.Unix(0, 0), time.Unix(1, 0), noon(), time.Date(2099, 12, 31, 23, 59, 59, 0, time.UTC)}

// drain stops the faults and lets all exchange until nothing changes, then checks.
func (s *sim) drain() {
	for _, w := range s.towns {
		if w.quota != 0 {
			w.quota = 0
			w.restart()
		}
	}
	for range 2 + 4*mostComputers {
		before := s.picture()
		for place, computers := range s.places {
			for _, a := range computers {
				a.enrolAgain()
				a.syncFiles()
				a.unmet = false
				s.giveNumbers(place, a)
				s.eraseListed(place, a)
			}
		}
		for _, w := range s.towns {
			s.upAtLast(w)
		}
		if s.picture() == before {
			break
		}
	}
	for _, computers := range s.places {
		for _, a := range computers {
			for range a.eng.Status().Files.In { // what was refused before comes in its turn
				a.syncFiles()
			}
		}
	}
	s.checkAll()
}
