package sync_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/engine"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// counted is a line without faults that counts the parts of comparisons.
type counted struct {
	*town
	v     *village
	parts int
}

func (c *counted) Exchange(ctx context.Context, b []byte) ([]byte, error) {
	if r, err := wire.Verify(c.v.key(), b); err == nil && r.Marks != nil {
		c.parts++
	}
	return c.town.Exchange(ctx, b)
}

// compared returns a village on such a line, with two cases that both sides have.
func compared(t *testing.T) (v *village, line *counted, ids []data.CaseID) {
	t.Helper()
	w := newTown(t)
	line = &counted{town: w}
	v = w.newVillage(t, line).tended()
	line.v = v
	v.add()
	v.add()
	v.sync()
	v.wantSame(2)
	if line.parts > 0 {
		t.Fatal("rows were compared though the totals are the same")
	}
	return v, line, slices.Clone(v.cases)
}

// wantDiffers checks which cases differ by the village's status, and that the township was
// asked for them so many times.
func (v *village) wantDiffers(line *counted, parts int, want ...data.RowDifference) {
	v.t.Helper()
	slices.SortFunc(want, func(a, b data.RowDifference) int { return bytes.Compare(a.Case[:], b.Case[:]) })
	if s := v.eng.Status(); s.Problem != engine.CodeTotals || s.Unlisted || !slices.Equal(s.Differs, want) {
		v.t.Errorf("problem %q, %+v differ, want %+v", s.Problem, s.Differs, want)
	}
	if line.parts != parts {
		v.t.Errorf("the township was asked %d times, want %d", line.parts, parts)
	}
}

// A computer begins with a copy of one village's record and enrols as another village's, after
// its area code was changed: what counts for the first village counts there still, once. The
// other is told which cases these are, and the township keeps the same list.
func TestDiffers_CasesThatCountForAnotherVillage(t *testing.T) {
	a, line, old := compared(t)
	file, code, err := a.st.Invite(store.Invited{ID: "i1", Address: "town.test", Pin: a.st.Link().Pin, Area: a.area})
	if err != nil {
		t.Fatal(err)
	}
	a.sync()
	a.wantSame(2)
	v := a.beginsWith(a.backup(), file, code)
	v.area, v.line, line.v = v.w.newArea(), line, v
	committee := v.st.Committee()
	committee.Area = v.area
	if err := v.st.SaveCommittee("settings", committee); err != nil {
		t.Fatal(err)
	}
	v.use(v.st)
	v.enrol(v.w.code(v))
	fresh := v.add()
	want := []data.RowDifference{{Case: old[0], Here: true}, {Case: old[1], Here: true}}
	for range 3 {
		v.sync()
		v.wantDiffers(line, 1, want...)
	}
	if s := v.eng.Status(); s.OwnCases != 3 || s.TownCases != 1 {
		t.Errorf("%d cases here and %d at the township", s.OwnCases, s.TownCases)
	}
	a.wantSame(2)
	v.edit(fresh, "新村的案件变了，原来的还是原来的")
	v.sync()
	v.wantDiffers(line, 2, want...)
	var kept []data.CaseID
	err = v.w.led.View(t.Context(), func(r ledger.Reader) error {
		at, err := r.Village(ledger.VillageID(v.st.Link().Village))
		for _, d := range at.Differs.Cases {
			kept = append(kept, d.Case)
			if d.Here || !d.There {
				t.Errorf("the township keeps %+v", d)
			}
		}
		return err
	})
	if err != nil || len(kept) != 2 || !slices.Contains(kept, old[0]) || !slices.Contains(kept, old[1]) {
		t.Errorf("the township keeps %v, %v", kept, err)
	}
}

// The township's ledger was mended by hand: one case has another row, one is gone, one is of
// nobody's record. Each is named, and nothing any more once the ledger is right again.
func TestDiffers_ALedgerThatIsWrong(t *testing.T) {
	v, line, ids := compared(t)
	right := v.w.backup()
	strange := data.Fact{Case: data.NewCaseID(), Status: data.Accepted, Type: "marriage", Received: 20000}
	v.w.spoil(t, v, func(c *ledger.Case) {
		f, err := data.DecodeFact(c.Row)
		if err != nil {
			t.Fatal(err)
		}
		f.People += 7
		c.Row = f.Encode()
	}, ids[0])
	v.w.spoil(t, v, func(c *ledger.Case) { c.Row = nil }, ids[1])
	v.w.spoil(t, v, func(c *ledger.Case) { c.Row = strange.Encode() }, strange.Case)
	v.sync()
	v.wantDiffers(line, 1, data.RowDifference{Case: ids[0], Here: true, There: true},
		data.RowDifference{Case: ids[1], Here: true}, data.RowDifference{Case: strange.Case, There: true})
	v.w.restore(right, true)
	v.sync()
	v.wantSame(2)
	if s := v.eng.Status(); s.Differs != nil || line.parts != 1 {
		t.Errorf("%d cases are still shown, asked %d times", len(s.Differs), line.parts)
	}
}

// spoil changes the row of a case in the ledger, and the totals with it.
func (w *town) spoil(t *testing.T, v *village, change func(*ledger.Case), id data.CaseID) {
	t.Helper()
	err := w.led.Update(t.Context(), func(tx ledger.Tx) error {
		at, err := tx.Village(ledger.VillageID(v.st.Link().Village))
		if err != nil {
			return err
		}
		c, err := tx.Case(id)
		if errors.Is(err, data.ErrNotFound) {
			c, err = ledger.Case{ID: id, Village: at.ID}, nil
		}
		if err != nil {
			return err
		}
		was := c.Row
		change(&c)
		at.Sum = at.Sum.Minus(was).Plus(c.Row)
		at.Cases += min(len(c.Row), 1) - min(len(was), 1)
		return errors.Join(tx.PutCase(c), tx.PutVillage(at))
	})
	if err != nil {
		t.Fatal(err)
	}
}
