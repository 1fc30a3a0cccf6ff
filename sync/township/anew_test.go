package township

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// halting is a ledger that something happens to at the next update.
type halting struct {
	ledger.Ledger
	// before runs before it; fail ends it without effect, unclear with.
	before        func()
	fail, unclear error
}

func (h *halting) Update(ctx context.Context, f func(ledger.Tx) error) error {
	before, fail, unclear := h.before, h.fail, h.unclear
	h.before, h.fail, h.unclear = nil, nil, nil
	if before != nil {
		before()
	}
	err := h.Ledger.Update(ctx, func(tx ledger.Tx) error { return errors.Join(f(tx), fail) })
	return errors.Join(err, unclear)
}

// untallied makes a ledger's tallies those of another rule, and wrong.
func untallied(t *testing.T, s *Server) {
	t.Helper()
	err := s.update(t.Context(), func(tx ledger.Tx) error {
		villages, err := tx.Villages()
		if err != nil {
			return err
		}
		for i, v := range append(villages, ledger.Village{}) {
			wrong, err := taken(tx, v.ID)
			if err != nil {
				return err
			}
			wrong.add(ledger.TallyKey{Village: v.ID, Figure: data.FigureAgreed, Month: day(1, 1).Month()}, data.Tally{Cases: i})
			if err := wrong.write(tx); err != nil {
				return err
			}
		}
		return tx.SetTallyState(ledger.TallyState{Rule: tallyRule + 7, Counting: true, Upto: "zzz"})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// recounting is a server whose tallies are counted anew, ended and started again between
// the parts, while its villages go on.
type recounting struct {
	t    *testing.T
	r    *rand.Rand
	open func() ledger.Ledger
	dir  string
	s    *Server
	led  *halting
	all  []*computer
	ids  [][]data.CaseID
}

func (w *recounting) start() {
	w.t.Helper()
	w.led = &halting{Ledger: w.open()}
	var err error
	if w.s, err = New(Config{Dir: w.dir, Name: "清溪镇", Now: (&clock{startTime()}).now, Ledger: w.led}); err != nil {
		w.t.Fatal(err)
	}
	w.s.limits.part = 5
	for _, c := range w.all {
		c.s = w.s
	}
}

func (w *recounting) again() {
	w.t.Helper()
	if err := w.s.Close(); err != nil {
		w.t.Fatal(err)
	}
	w.start()
}

// settle enrols another village.
func (w *recounting) settle() {
	n := len(w.all)
	w.all = append(w.all, enrolled(w.t, w.s, fmt.Sprint("村", n), fmt.Sprintf("3399211012%02d", n)))
	w.ids = append(w.ids, nil)
}

// push has a village record something.
func (w *recounting) push() {
	at := w.r.IntN(len(w.all))
	f := someFact(w.r, data.NewCaseID())
	if mine := w.ids[at]; len(mine) > 3 || len(mine) > 0 && w.r.IntN(2) == 0 {
		f.Case = mine[w.r.IntN(len(mine))]
	} else {
		w.ids[at] = append(mine, f.Case)
	}
	w.all[at].save(about(f))
	w.all[at].sync()
}

func (w *recounting) state() (state ledger.TallyState) {
	w.t.Helper()
	err := w.s.led.View(w.t.Context(), func(r ledger.Reader) (err error) { state, err = r.TallyState(); return err })
	if err != nil {
		w.t.Fatal(err)
	}
	return state
}

// part counts a part, in which something may go wrong.
func (w *recounting) part() {
	w.t.Helper()
	was := w.state()
	if w.r.IntN(2) == 0 {
		w.led.before = w.push // between what the part read and what it writes
	}
	switch w.r.IntN(5) {
	case 0:
		w.led.fail = errors.New("the power failed")
		w.led.before = nil
		if _, err := w.s.countPart(w.t.Context()); err == nil || w.state() != was {
			w.t.Errorf("a part that failed went from %+v to %+v, %v", was, w.state(), err)
		}
	case 1:
		w.led.unclear = ledger.ErrUnclear
		w.led.before = nil
		if _, err := w.s.countPart(w.t.Context()); !errors.Is(err, ledger.ErrUnclear) {
			w.t.Errorf("an unclear part gave %v", err)
		}
	case 2:
		w.led.before = func() { // a recount that somebody asked for counts the same part, and the next
			for range 2 {
				if _, err := w.s.countPart(w.t.Context()); err != nil {
					w.t.Error(err)
				}
			}
		}
		fallthrough
	default:
		if _, err := w.s.countPart(w.t.Context()); err != nil {
			w.t.Error(err)
		}
	}
}

// uncounted checks that nobody is shown totals that are not whole, and what is said of it.
func (w *recounting) uncounted() {
	w.t.Helper()
	var u *Uncounted
	if _, _, err := w.s.Totals(data.ReportYear(2026), data.FigureAgreed); !errors.As(err, &u) || u.All != len(w.all) || u.Done >= u.All {
		w.t.Errorf("totals while they are counted: %v", err)
	}
	get := func(serve func(*pages, visit), path string) *httptest.ResponseRecorder {
		a := httptest.NewRecorder()
		serve(w.s.pages, visit{w: a, r: httptest.NewRequest(http.MethodGet, path, nil)})
		return a
	}
	for _, serve := range []func(*pages, visit){(*pages).totals, (*pages).villagesSheet} {
		a := get(serve, "/")
		if a.Code != http.StatusServiceUnavailable || !strings.Contains(a.Body.String(), fmt.Sprintf("已完成%d个村（社区），共%d个", u.Done, u.All)) {
			w.t.Errorf("the totals are %d %s", a.Code, a.Body)
		}
	}
	// What the rows themselves tell goes on.
	want := 0
	err := w.s.eachVillage(w.t.Context(), func(_ *ledger.Village, rows []data.Fact) error {
		want += len(data.Select(rows, data.Filter{Figure: data.FigureReceived}))
		return nil
	})
	a := get((*pages).cases, "/cases?figure=received&from=&to=")
	if n := strings.Count(a.Body.String(), `<tr class="case">`); err != nil || a.Code != http.StatusOK || n != want {
		w.t.Errorf("the list has %d of %d cases, %d, %v", n, want, a.Code, err)
	}
	if a := get((*pages).village, "/village?village="+w.all[0].village); a.Code != http.StatusOK {
		w.t.Errorf("the page of a village: %d", a.Code)
	}
}

// testCountsAnew counts anew, ended at every boundary of the parts.
func testCountsAnew(t *testing.T, seed uint64, open func() ledger.Ledger) {
	w := &recounting{t: t, r: rand.New(rand.NewPCG(seed, 9)), open: open, dir: t.TempDir()}
	w.start()
	for range 6 {
		w.settle()
	}
	for range 30 {
		w.push()
	}
	recounted(t, w.s)
	untallied(t, w.s)
	w.again()
	parts := 0
	for ; w.state().Counting; parts++ {
		if parts == 0 || w.r.IntN(3) == 0 {
			w.uncounted()
		}
		if len(w.all) < 9 {
			w.settle()
		}
		w.part()
		w.push()
		w.again()
		w.push()
	}
	if parts < 3 {
		t.Errorf("all of it in %d parts", parts)
	}
	if state := w.state(); state != (ledger.TallyState{Rule: tallyRule}) {
		t.Errorf("in the end %+v", state)
	}
	recounted(t, w.s)
	w.push()
	recounted(t, w.s)
	if err := w.s.Close(); err != nil {
		t.Fatal(err)
	}
}

func openStore(t *testing.T, store, dir string) func() ledger.Ledger {
	return func() ledger.Ledger {
		l, err := OpenLedger(store, dir)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
}

// However often the server is ended while it counts anew, and whatever comes in meanwhile,
// the tallies are those of the rows.
func TestCount_GoesOnWhereItEnded(t *testing.T) {
	for seed := range uint64(4) {
		testCountsAnew(t, seed, openStore(t, "", t.TempDir()))
	}
}

// A started server counts by itself, and serves at once.
func TestStart_CountsBesideTheVillages(t *testing.T) {
	w := &recounting{t: t, r: rand.New(rand.NewPCG(1, 9)), open: openStore(t, "", t.TempDir()), dir: t.TempDir()}
	w.start()
	for range 5 {
		w.settle()
	}
	for range 30 {
		w.push()
	}
	untallied(t, w.s)
	w.again()
	if _, err := w.s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	for w.state().Counting {
		w.push()
	}
	recounted(t, w.s)
	if err := w.s.Close(); err != nil {
		t.Fatal(err)
	}
}

// A county's case that moves from one village of a township to another while they are
// counted anew is counted once.
func TestCount_FollowsACaseThatMoves(t *testing.T) {
	for seed := range uint64(4) {
		w := newLevels(t, seed)
		w.work(0)
		w.work(1)
		w.work(2)
		w.settle()
		untallied(t, w.county)
		if err := w.county.beginCount(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.county.limits.part = 1
		for parts := 0; ; parts++ {
			if parts == int(seed) {
				w.move(0)
				w.work(1)
				w.settle()
			}
			more, err := w.county.countPart(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !more {
				break
			}
		}
		recounted(t, w.county)
	}
}
