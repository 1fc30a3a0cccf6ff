package township

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// book is a village's fact rows as of one position of its stream.
type book struct {
	gsn    uint64
	rows   []data.Fact
	raw    [][]byte
	digest data.Hash
}

// readBook reads the rows of a village inside a transaction. The rows were decoded
// when they came in; one that no longer decodes is damage.
func readBook(r ledger.Reader, v ledger.Village) (*book, error) {
	cases, err := r.Cases(v.ID)
	if err != nil {
		return nil, err
	}
	b := &book{gsn: v.GSN, rows: make([]data.Fact, 0, len(cases)), raw: make([][]byte, 0, len(cases))}
	for _, c := range cases {
		f, err := data.DecodeFact(c.Row)
		if err != nil {
			return nil, fmt.Errorf("read rows of a village: %w", err)
		}
		b.rows, b.raw = append(b.rows, f), append(b.raw, c.Row)
	}
	b.digest = data.TotalsCheck(b.raw)
	return b, nil
}

// books remembers the newest book of each village; what it holds is never changed.
type books struct {
	mu  sync.Mutex
	all map[ledger.VillageID]*book
}

// at returns the book of a village as it is now, or nil.
func (b *books) at(v ledger.Village) *book {
	b.mu.Lock()
	defer b.mu.Unlock()
	if have := b.all[v.ID]; have != nil && have.gsn == v.GSN {
		return have
	}
	return nil
}

// keep remembers a book.
func (b *books) keep(id ledger.VillageID, next *book) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all == nil {
		b.all = map[ledger.VillageID]*book{}
	}
	if have := b.all[id]; have == nil || have.gsn < next.gsn {
		b.all[id] = next
	}
}

// entry is a village and its rows, on one snapshot of the ledger.
type entry struct {
	ledger.Village
	*book
}

// library reads all villages on one snapshot, in order of their area codes.
func (s *Server) library(ctx context.Context) (all []entry, err error) {
	err = s.led.View(ctx, func(r ledger.Reader) error {
		villages, err := r.Villages()
		if err != nil {
			return err
		}
		for _, v := range villages {
			b, err := s.bookOf(r, v)
			if err != nil {
				return err
			}
			all = append(all, entry{v, b})
		}
		return nil
	})
	return all, err
}

// shelf reads one village with its rows; data.ErrNotFound when there is none.
func (s *Server) shelf(ctx context.Context, id ledger.VillageID) (e entry, err error) {
	err = s.led.View(ctx, func(r ledger.Reader) error {
		v, err := r.Village(id)
		if err != nil {
			return err
		}
		b, err := s.bookOf(r, v)
		e = entry{v, b}
		return err
	})
	return e, err
}

// bookOf returns a village's rows, read anew when it has more events than before.
func (s *Server) bookOf(r ledger.Reader, v ledger.Village) (*book, error) {
	if b := s.books.at(v); b != nil {
		return b, nil
	}
	b, err := readBook(r, v)
	if err == nil {
		s.books.keep(v.ID, b)
	}
	return b, err
}

// rowsOf returns the rows of many villages together.
func rowsOf(all []entry) (rows []data.Fact, raw [][]byte) {
	for _, e := range all {
		rows, raw = append(rows, e.rows...), append(raw, e.raw...)
	}
	return rows, raw
}

// VillageTotals is one village's part of the totals.
type VillageTotals struct {
	ID, Name, Area string
	// Town says that this is a township, on a county's server, Of whose village it is.
	Town bool
	Of   string
	// Heard is when it last made an exchange; zero if never.
	Heard time.Time
	// Digest and Cases are the totals check over all its rows, whatever the period.
	Digest data.Hash
	Cases  int
	// Totals has the village's figures; what they split into is added up for all
	// villages together only.
	Totals data.Totals
}

// Totals returns the totals of each village, in order of their area codes, and of
// all their rows together. A period of whole months is answered by the tallies, any
// other one by counting the rows.
func (s *Server) Totals(period data.Period, figure data.Figure) ([]VillageTotals, data.Totals, error) {
	return s.totals(context.Background(), period, figure)
}

func (s *Server) totals(ctx context.Context, period data.Period, figure data.Figure) (all []VillageTotals, sum data.Totals, err error) {
	from, to, whole := period.Months()
	if !whole {
		all, sum, err = s.countRows(ctx, period, figure)
	} else if all, err = s.villageTotals(ctx); err == nil {
		if err = s.board.read(ctx, s.led); err == nil {
			sum = s.board.totals(all, data.TotalsOf(nil, period, figure), from, to)
		}
	}
	if err != nil {
		return nil, data.Totals{}, fmt.Errorf("totals: %w", err)
	}
	return all, sum, nil
}

// sum returns the totals of all rows together over another period than that of the
// villages' totals, which stay as they are.
func (s *Server) sum(ctx context.Context, villages []VillageTotals, period data.Period, figure data.Figure) (sum data.Totals, err error) {
	from, to, whole := period.Months()
	if !whole {
		_, sum, err = s.countRows(ctx, period, figure)
		return sum, err
	}
	if err = s.board.read(ctx, s.led); err != nil {
		return sum, fmt.Errorf("totals: %w", err)
	}
	return s.board.totals(slices.Clone(villages), data.TotalsOf(nil, period, figure), from, to), nil
}

// ByTown returns the lines of a county's table: each township with the figures of all its
// villages, and the villages that no township has; or, with a township's ID, its villages.
func ByTown(all []VillageTotals, town string) (lines []VillageTotals) {
	of := map[string]int{}
	for _, v := range all {
		switch {
		case town != "" && v.Of == town, town == "" && v.Of == "" && !v.Town:
			lines = append(lines, v)
		case town == "" && v.Town:
			of[v.ID] = len(lines)
			v.Totals.Figures = map[data.Figure]data.Tally{}
			lines = append(lines, v)
		}
	}
	for _, v := range all {
		i, ok := of[v.Of]
		if v.Of == "" || !ok {
			continue
		}
		for f, one := range v.Totals.Figures {
			lines[i].Totals.Figures[f] = lines[i].Totals.Figures[f].Plus(one)
		}
	}
	return lines
}

// villageTotals returns the villages, with no figures yet.
func (s *Server) villageTotals(ctx context.Context) (all []VillageTotals, err error) {
	err = s.led.View(ctx, func(r ledger.Reader) error {
		villages, err := r.Villages()
		all = make([]VillageTotals, 0, len(villages))
		for i := range villages {
			all = append(all, totalsFor(&villages[i]))
		}
		return err
	})
	return all, err
}

func totalsFor(v *ledger.Village) VillageTotals {
	return VillageTotals{ID: string(v.ID), Name: v.Name, Area: v.Area, Town: v.Town, Of: string(v.Of), Heard: v.Heard, Digest: v.Sum.Check(v.Cases), Cases: v.Cases}
}

// countRows adds up every row, for a period that the tallies do not know.
func (s *Server) countRows(ctx context.Context, period data.Period, figure data.Figure) (villages []VillageTotals, sum data.Totals, err error) {
	all, err := s.library(ctx)
	if err != nil {
		return nil, data.Totals{}, err
	}
	villages, sum = countEntries(all, period, figure)
	return villages, sum, nil
}

// countEntries adds up the rows of each village and of all.
func countEntries(all []entry, period data.Period, figure data.Figure) (villages []VillageTotals, sum data.Totals) {
	for i := range all {
		v := totalsFor(&all[i].Village)
		one := data.TotalsOf(all[i].rows, period, figure)
		v.Totals = data.Totals{Period: period, Figure: figure, Figures: one.Figures}
		villages = append(villages, v)
	}
	rows, _ := rowsOf(all)
	return villages, data.TotalsOf(rows, period, figure)
}

// Digest returns the digest of all fact rows of all villages, and their number.
func (s *Server) Digest() (data.Hash, int, error) {
	all, err := s.library(context.Background())
	if err != nil {
		return data.Hash{}, 0, fmt.Errorf("digest: %w", err)
	}
	_, raw := rowsOf(all)
	return data.TotalsCheck(raw), len(raw), nil
}
