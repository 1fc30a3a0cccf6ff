package township

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// shown is what a board has, without what came back to nothing.
type shown struct {
	State    ledger.TallyState
	Villages []ledger.Village
	Devices  map[data.DeviceID]ledger.Device
	Stands   map[ledger.VillageID]standing
	Figures  map[ledger.VillageID]map[data.Month]block
	Splits   map[ledger.TallyKey]data.Tally
}

func (b *board) shown() shown {
	out := shown{
		b.state, nil, map[data.DeviceID]ledger.Device{}, map[ledger.VillageID]standing{},
		map[ledger.VillageID]map[data.Month]block{}, map[ledger.TallyKey]data.Tally{},
	}
	months := func(id ledger.VillageID, s *shelf) {
		out.Figures[id] = map[data.Month]block{}
		for _, m := range s.months {
			one := s.over(m, m)
			open := figureAt[data.FigureOpen]
			one[open] = one[open].Minus(s.over(0, m-1)[open])
			if one != (block{}) {
				out.Figures[id][m] = one
			}
		}
	}
	months("", &b.sums)
	for _, p := range b.order {
		out.Villages, out.Stands[p.ID] = append(out.Villages, *p.Village), p.standing
		months(p.ID, &p.shelf)
		for id, d := range p.devices {
			out.Devices[id] = d.Device
		}
	}
	for _, f := range data.Figures {
		b.eachSplit(data.Figure(f.Code), 0, 0, func(_ data.Month, key *ledger.TallyKey, t data.Tally) {
			if t != (data.Tally{}) {
				out.Splits[*key] = t
			}
		})
	}
	return out
}

// boarded fails when the board is not what the ledger has.
func boarded(t *testing.T, s *Server) {
	t.Helper()
	var fresh board
	if err := fresh.read(t.Context(), s.led); err != nil {
		t.Fatal(err)
	}
	err := s.ask(t.Context(), func(b *board) error {
		if d := cmp.Diff(fresh.shown(), b.shown(), cmp.AllowUnexported(standing{})); d != "" {
			t.Fatalf("the board (-ledger +board)\n%s", d)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Whatever is written, by however many at once, the board moves on with it.
func TestBoard_MovesWithTheLedger(t *testing.T) {
	s, at := newServer(t)
	boarded(t, s) // which reads it
	all := []*computer{enrolled(t, s, dongli, dongliArea), enrolled(t, s, dongli, dongliArea), enrolled(t, s, shimen, shimenArea)}
	boarded(t, s)
	var done sync.WaitGroup
	for i, c := range all {
		done.Go(func() {
			r := rand.New(rand.NewPCG(uint64(i), 3))
			for range 20 {
				c.save(about(someFact(r, data.NewCaseID())))
				c.sync()
			}
		})
	}
	done.Wait()
	boarded(t, s)
	at.at = at.at.AddDate(0, 0, 9)
	if err := s.revoke(t.Context(), adminName, all[1].id); err != nil {
		t.Fatal(err)
	}
	if _, err := s.NewCode("青禾社区", "339921101203"); err != nil {
		t.Fatal(err)
	}
	boarded(t, s)
	untallied(t, s)
	if err := s.beginCount(t.Context()); err != nil {
		t.Fatal(err)
	}
	boarded(t, s)
	recounted(t, s)
	s.board.forget()
	boarded(t, s)
}

// Updates may tell the board in another order than they were made in.
func TestBoard_KeepsTheLaterRecord(t *testing.T) {
	s, _ := newServer(t)
	c := enrolled(t, s, dongli, dongliArea)
	boarded(t, s)
	b := &s.board
	v, d := *b.order[0].Village, b.order[0].devices[c.id].Device
	later, earlier := written{turn: b.turns.Add(2)}, written{turn: b.turns.Load() - 1}
	for waiting, w := range map[int]*written{1: &later, 2: &earlier} {
		v.Name, d.Report.Waiting = fmt.Sprint("东篱村", waiting), waiting
		w.villages, w.devices = []ledger.Village{v}, []ledger.Device{d}
	}
	b.add(&later)
	b.add(&earlier)
	diff(t, "the record", []any{b.order[0].Name, b.order[0].waiting, len(b.order)}, []any{"东篱村1", 1, 1})
}

// An update of which nobody knows whether it was recorded may have been.
func TestBoard_ReadsAgainWhatIsUnclear(t *testing.T) {
	dir := t.TempDir()
	led := &halting{Ledger: openStore(t, "", dir)()}
	s, err := New(Config{Dir: dir, Ledger: led, Now: (&clock{startTime()}).now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	boarded(t, s)
	led.unclear = ledger.ErrUnclear
	if _, err := s.NewCode(dongli, dongliArea); !errors.Is(err, ledger.ErrUnclear) {
		t.Fatal(err)
	}
	boarded(t, s)
	diff(t, "villages", len(s.board.order), 1)
}

// county fills a server with villages, each with a computer and cases of two years, without
// exchanges and tallies.
func county(b *testing.B, s *Server, villages, cases int) {
	b.Helper()
	r := rand.New(rand.NewPCG(4, 4))
	const together = 32
	for first := 0; first < villages; first += together {
		err := s.update(b.Context(), func(tx ledger.Tx) error {
			for n := first; n < min(first+together, villages); n++ {
				v := ledger.Village{ID: ledger.VillageID(fmt.Sprint("village", n)), Name: fmt.Sprint("村", n), Area: fmt.Sprintf("3399%08d", n), GSN: 1, Heard: s.now()}
				for range cases {
					f := someFact(r, data.NewCaseID())
					f.Received -= data.Day(r.IntN(600))
					row := f.Encode()
					v.Cases, v.Sum = v.Cases+1, v.Sum.Plus(row)
					if err := tx.PutCase(ledger.Case{ID: f.Case, Village: v.ID, Row: row, GSN: 1, Last: uint64(v.Cases)}); err != nil {
						return err
					}
				}
				d := ledger.Device{ID: data.NewDeviceID(), Village: v.ID, Key: make([]byte, 32), Enrolled: s.now(), Committee: v.Name + "人民调解委员会"}
				d.Report = ledger.Report{At: v.Heard, Digest: v.Sum.Check(v.Cases), Cases: v.Cases, Same: true}
				if err := tx.PutVillage(v); err != nil {
					return err
				}
				if err := tx.PutDevice(d); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	err := s.update(b.Context(), func(tx ledger.Tx) error { return tx.SetTallyState(ledger.TallyState{Rule: tallyRule, Counting: true}) })
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkCounty measures what a county's pages cost: 2,304 villages of 300 cases.
func BenchmarkCounty(b *testing.B) {
	s, err := New(Config{Dir: b.TempDir(), Now: (&clock{startTime()}).now})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	county(b, s, 2304, 300)
	b.Run("counting_anew", func(b *testing.B) { // once; the others have its tallies
		for range b.N {
			if err := s.count(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("reading_the_board", func(b *testing.B) {
		for range b.N {
			s.board.forget()
			if err := s.ask(b.Context(), func(*board) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
	})
	if err := s.count(b.Context()); err != nil {
		b.Fatal(err)
	}
	for _, page := range []struct {
		name, path string
		serve      func(*pages, visit)
	}{
		{"totals", "/?figure=agreed", (*pages).totals},
		{"totals_sorted", "/?figure=open&sort=-received&page=7", (*pages).totals},
		{"village", "/village?village=village7", (*pages).village},
		{"cases", "/cases?figure=agreed", (*pages).cases},
		{"cases_page_400", "/cases?figure=received&page=400&from=&to=", (*pages).cases},
		{"cases_of_a_type_and_month", "/cases?figure=agreed&type=02&month=2026-03", (*pages).cases},
		{"cases_sorted", "/cases?figure=agreed&sort=-amount", (*pages).cases},
		{"check", "/check", (*pages).check},
		{"check_village", "/check/village?village=village7", (*pages).checkVillage},
		{"devices", "/devices", (*pages).devices},
		{"villages_xlsx", "/villages.xlsx?figure=agreed", (*pages).villagesSheet},
		{"statistics_xlsx", "/statistics.xlsx", (*pages).statistics},
		{"cases_csv", "/cases.csv?figure=agreed", (*pages).casesText},
		{"totals_of_some_days", "/?from=2026-01-05&to=2026-03-20", (*pages).totals},
	} {
		b.Run(page.name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				w := httptest.NewRecorder()
				page.serve(s.pages, visit{w: w, r: httptest.NewRequest("GET", page.path, nil)})
				if w.Code != 200 || w.Body.Len() < 3_000 {
					b.Fatal(w.Code, w.Body.Len(), w.Body)
				}
			}
		})
	}
}
