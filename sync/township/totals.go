package township

import (
	"context"
	"fmt"
	"slices"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// figureAt is the place of each figure in a block.
var figureAt = func() map[data.Figure]int {
	at := map[data.Figure]int{}
	for i, f := range data.Figures {
		at[data.Figure(f.Code)] = i
	}
	return at
}()

// block is a tally of each figure.
type block [12]data.Tally

func (b *block) plus(other *block) {
	for i := range b {
		b[i].Cases += other[i].Cases
		b[i].People += other[i].People
		b[i].Amount += other[i].Amount
	}
}

// of returns the tally of a figure.
func (b *block) of(f data.Figure) data.Tally { return b[figureAt[f]] }

// figures returns a block as totals have it.
func (b *block) figures() map[data.Figure]data.Tally {
	out := make(map[data.Figure]data.Tally, len(b))
	for i, f := range data.Figures {
		if b[i] != (data.Tally{}) {
			out[data.Figure(f.Code)] = b[i]
		}
	}
	return out
}

func blockOf(figures map[data.Figure]data.Tally) (b block) {
	for f, t := range figures {
		b[figureAt[f]] = t
	}
	return b
}

// rate is the share of agreements, as data.Totals has it.
func (b *block) rate() data.Rate {
	agreed := b.of(data.FigureAgreed).Cases
	return data.Rate{Part: agreed, Whole: agreed + b.of(data.FigureFailed).Cases}
}

// shelf is figures by month: each block is the sum of all up to its month, so that a period
// is the difference of two, however long it is.
type shelf struct {
	months []data.Month
	sums   []block
}

// add adds to the tally of a figure in a month.
func (s *shelf) add(m data.Month, figure int, t data.Tally) {
	i, found := slices.BinarySearch(s.months, m)
	if !found {
		s.months, s.sums = slices.Insert(s.months, i, m), slices.Insert(s.sums, i, s.upTo(i))
	}
	for ; i < len(s.sums); i++ {
		s.sums[i][figure] = s.sums[i][figure].Plus(t)
	}
}

// upTo returns the sum of so many months.
func (s *shelf) upTo(n int) block {
	if n == 0 {
		return block{}
	}
	return s.sums[n-1]
}

// over adds up the figures over months; a zero end is open.
func (s *shelf) over(from, to data.Month) block {
	first, _ := slices.BinarySearch(s.months, from)
	end := len(s.months)
	if to != 0 {
		end, _ = slices.BinarySearch(s.months, to+1)
	}
	sum, before := s.upTo(end), s.upTo(min(first, end))
	open := figureAt[data.FigureOpen]
	before[open] = data.Tally{} // those that came before are open as well
	for i := range sum {
		sum[i] = sum[i].Minus(before[i])
	}
	return sum
}

// eachSplit calls f with the parts of a figure of all villages over months.
func (b *board) eachSplit(figure data.Figure, from, to data.Month, f func(m data.Month, key *ledger.TallyKey, t data.Tally)) {
	for month, all := range b.splits[figure] {
		if to != 0 && month > to || month < from && figure != data.FigureOpen {
			continue
		}
		for key, one := range all {
			f(month, &key, one)
		}
	}
}

// split adds up a figure of all villages over months, by type, month and outcome.
func (b *board) split(t *data.Totals, from, to data.Month) {
	b.eachSplit(t.Figure, from, to, func(month data.Month, key *ledger.TallyKey, one data.Tally) {
		if key.Since != 0 {
			addTo(t.Months, key.Since, one)
			return
		}
		if t.Figure != data.FigureOpen {
			addTo(t.Months, month, one)
		}
		addTo(t.Types, key.Type, one)
		addTo(t.Outcomes, key.Outcome, one)
	})
}

// addTo adds to a tally of a map; one that came back to nothing is not kept.
func addTo[K comparable](m map[K]data.Tally, key K, t data.Tally) {
	if m[key] = m[key].Plus(t); m[key] == (data.Tally{}) {
		delete(m, key)
	}
}

// villageLine is a village with what its line of the totals shows.
type villageLine struct {
	*ledger.Village
	figures block
	standing
}

// totals returns the lines of the villages in order of their area codes, the totals of all
// their rows together, and the figures of all over another period, which is nil for none. A
// period of whole months is answered by the tallies, any other one by counting the rows.
// The error is *Uncounted while there are no tallies.
func (s *Server) totals(ctx context.Context, period data.Period, figure data.Figure, other *data.Period) (lines []villageLine, sum, before data.Totals, err error) {
	from, to, whole := period.Months()
	periods := []data.Period{period}
	if other != nil {
		periods = append(periods, *other)
	}
	if !whole {
		lines, all, err := s.countRows(ctx, figure, periods...)
		if err != nil {
			return nil, sum, before, fmt.Errorf("totals: %w", err)
		}
		return lines, all[0], all[len(all)-1], nil
	}
	err = s.ask(ctx, func(b *board) error {
		if err := b.counted(); err != nil {
			return err
		}
		lines = make([]villageLine, len(b.order))
		for i, p := range b.order {
			lines[i] = villageLine{p.Village, p.over(from, to), p.standing}
		}
		sum = data.TotalsOf(nil, period, figure)
		all := b.sums.over(from, to)
		sum.Figures = all.figures()
		b.split(&sum, from, to)
		if other != nil {
			before = data.Totals{Period: *other, Figure: figure}
			from, to, _ := other.Months() // whole months as well: see yearBefore
			all := b.sums.over(from, to)
			before.Figures = all.figures()
		}
		return nil
	})
	if err != nil {
		return nil, sum, before, fmt.Errorf("totals: %w", err)
	}
	return lines, sum, before, nil
}

// rowCount adds up rows over periods, those of each village over the first one.
type rowCount struct {
	lines []villageLine
	sums  []data.Totals
}

func newRowCount(figure data.Figure, periods ...data.Period) *rowCount {
	c := &rowCount{}
	for _, p := range periods {
		c.sums = append(c.sums, data.TotalsOf(nil, p, figure))
	}
	return c
}

// add adds the rows of the next village.
func (c *rowCount) add(v *ledger.Village, rows []data.Fact) error {
	for i := range c.sums {
		sum := &c.sums[i]
		one := data.TotalsOf(rows, sum.Period, sum.Figure)
		if i == 0 {
			c.lines = append(c.lines, villageLine{Village: v, figures: blockOf(one.Figures)})
		}
		addAll(sum.Figures, one.Figures)
		addAll(sum.Types, one.Types)
		addAll(sum.Months, one.Months)
		addAll(sum.Outcomes, one.Outcomes)
	}
	return nil
}

// countRows adds up every row over periods.
func (s *Server) countRows(ctx context.Context, figure data.Figure, periods ...data.Period) ([]villageLine, []data.Totals, error) {
	c := newRowCount(figure, periods...)
	err := s.eachVillage(ctx, c.add)
	if err == nil {
		err = s.ask(ctx, func(b *board) error {
			for i := range c.lines {
				if p := b.places[c.lines[i].ID]; p != nil {
					c.lines[i].standing = p.standing
				}
			}
			return nil
		})
	}
	return c.lines, c.sums, err
}

func addAll[K comparable](to, from map[K]data.Tally) {
	for key, t := range from {
		to[key] = to[key].Plus(t)
	}
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
// other one by counting the rows. The error wraps *Uncounted while there are no tallies.
func (s *Server) Totals(period data.Period, figure data.Figure) ([]VillageTotals, data.Totals, error) {
	lines, sum, _, err := s.totals(context.Background(), period, figure, nil)
	if err != nil {
		return nil, data.Totals{}, err
	}
	return totalsOf(lines, period, figure), sum, nil
}

func totalsOf(lines []villageLine, period data.Period, figure data.Figure) []VillageTotals {
	all := make([]VillageTotals, len(lines))
	for i := range lines {
		v := &lines[i]
		all[i] = VillageTotals{
			ID: string(v.ID), Name: v.Name, Area: v.Area, Town: v.Town, Of: string(v.Of), Heard: v.Heard,
			Digest: v.Sum.Check(v.Cases), Cases: v.Cases, Totals: data.Totals{Period: period, Figure: figure, Figures: v.figures.figures()},
		}
	}
	return all
}

// byTown returns the lines of a county's table: each township with the figures of all its
// villages, and the villages that no township has; or, with a township's ID, its villages.
func byTown(all []villageLine, town ledger.VillageID) []*villageLine {
	lines := make([]*villageLine, 0, len(all))
	towns := map[ledger.VillageID]*villageLine{}
	for i := range all {
		switch v := &all[i]; {
		case town != "" && v.Of == town, town == "" && v.Of == "":
			lines = append(lines, v)
			if v.Town {
				towns[v.ID], v.figures = v, block{}
			}
		}
	}
	for i := range all {
		if of := towns[all[i].Of]; of != nil {
			of.figures.plus(&all[i].figures)
		}
	}
	return lines
}
