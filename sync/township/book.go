package township

import (
	"context"
	"fmt"
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
			b := s.books.at(v)
			if b == nil {
				if b, err = readBook(r, v); err != nil {
					return err
				}
				s.books.keep(v.ID, b)
			}
			all = append(all, entry{v, b})
		}
		return nil
	})
	return all, err
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
	// Heard is when it last made an exchange; zero if never.
	Heard time.Time
	// Digest and Cases are the totals check over all its rows, whatever the period.
	Digest data.Hash
	Cases  int
	Totals data.Totals
}

// Totals returns the totals of each village, in order of their area codes, and of
// all their rows together, on one snapshot.
func (s *Server) Totals(period data.Period, figure data.Figure) ([]VillageTotals, data.Totals, error) {
	all, err := s.library(context.Background())
	if err != nil {
		return nil, data.Totals{}, fmt.Errorf("totals: %w", err)
	}
	var villages []VillageTotals
	for _, e := range all {
		villages = append(villages, VillageTotals{
			ID: string(e.ID), Name: e.Name, Area: e.Area, Heard: e.Heard, Digest: e.digest, Cases: len(e.rows),
			Totals: data.TotalsOf(e.rows, period, figure),
		})
	}
	rows, _ := rowsOf(all)
	return villages, data.TotalsOf(rows, period, figure), nil
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
