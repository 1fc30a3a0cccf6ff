package township

import (
	"context"
	"fmt"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// Rows are read village by village, so that no more than one village's are in memory
// beside those that an answer keeps.

// rowsOf reads the fact rows of a village by case ID. They were decoded when they came in;
// one that no longer decodes is damage.
func rowsOf(r ledger.Reader, v ledger.VillageID) ([]data.Fact, error) {
	cases, err := r.Cases(v)
	if err != nil {
		return nil, err
	}
	rows := make([]data.Fact, len(cases))
	for i, c := range cases {
		if rows[i], err = data.DecodeFact(c.Row); err != nil {
			return nil, fmt.Errorf("read rows of a village: %w", err)
		}
	}
	return rows, nil
}

// eachVillage calls f with each village and its rows, in order of the area codes, on one
// snapshot.
func (s *Server) eachVillage(ctx context.Context, f func(v *ledger.Village, rows []data.Fact) error) error {
	return s.led.View(ctx, func(r ledger.Reader) error {
		villages, err := r.Villages()
		if err != nil {
			return err
		}
		for i := range villages {
			if err := ctx.Err(); err != nil {
				return err // whoever asked is gone
			}
			rows, err := rowsOf(r, villages[i].ID)
			if err == nil {
				err = f(&villages[i], rows)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// oneVillage returns a village and its rows; data.ErrNotFound when there is none.
func (s *Server) oneVillage(ctx context.Context, id ledger.VillageID) (v ledger.Village, rows []data.Fact, err error) {
	err = s.led.View(ctx, func(r ledger.Reader) error {
		if v, err = r.Village(id); err == nil {
			rows, err = rowsOf(r, id)
		}
		return err
	})
	return v, rows, err
}

// statistics adds the rows of a scope to a table.
func (s *Server) statistics(ctx context.Context, sc *scope, t *data.StatisticsTable) error {
	return s.led.View(ctx, func(r ledger.Reader) error {
		for i := range sc.villages {
			if err := ctx.Err(); err != nil {
				return err // whoever asked is gone
			}
			rows, err := rowsOf(r, sc.villages[i].id)
			if err != nil {
				return err
			}
			t.Add(rows)
		}
		return nil
	})
}

// Digest returns the digest of all fact rows of all villages, and their number.
func (s *Server) Digest() (data.Hash, int, error) {
	var sum data.FactSum
	n := 0
	err := s.led.View(context.Background(), func(r ledger.Reader) error {
		villages, err := r.Villages()
		for i := range villages {
			cases, err := r.Cases(villages[i].ID)
			if err != nil {
				return err
			}
			for _, c := range cases {
				n, sum = n+1, sum.Plus(c.Row)
			}
		}
		return err
	})
	if err != nil {
		return data.Hash{}, 0, fmt.Errorf("digest: %w", err)
	}
	return sum.Check(n), n, nil
}
