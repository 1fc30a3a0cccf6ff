package township

import (
	"context"
	"errors"
	"fmt"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// DifferentChain is an entry, or an event set aside, whose place in its device's chain
// is not the one that the chain has.
const DifferentChain DifferenceKind = "chain"

// Check reads everything and changes nothing: what Recount compares, and whether each
// entry stands in its device's chain with its own hash. It returns what is wrong.
func (s *Server) Check(ctx context.Context) ([]Difference, error) {
	found, err := s.Recount(ctx, false)
	if err != nil {
		return nil, err
	}
	err = s.led.View(ctx, func(r ledger.Reader) error {
		villages, err := r.Villages()
		if err != nil {
			return err
		}
		for _, v := range villages {
			if v.Of != "" {
				continue // it has no stream
			}
			sound, err := chained(r, v)
			if err != nil {
				return err
			}
			if !sound {
				found = append(found, Difference{What: DifferentChain, Village: v.Name})
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	return found, nil
}

// chained reports whether all entries of a village stand in their chains.
func chained(r ledger.Reader, v ledger.Village) (bool, error) {
	for gsn := uint64(0); gsn < v.GSN; {
		entries, err := r.Stream(v.ID, gsn, 1024, 1<<20)
		if err != nil || len(entries) == 0 {
			return false, err
		}
		for _, e := range entries {
			hash, err := r.HashAt(e.Chain, e.Seq)
			if err != nil && !errors.Is(err, data.ErrNotFound) {
				return false, err
			}
			head, err := r.Head(e.Chain)
			if err != nil {
				return false, err
			}
			if hash != e.Hash || head.Seq < e.Seq || head.Hash == (data.Hash{}) {
				return false, nil
			}
			gsn = e.GSN
		}
	}
	return true, nil
}
