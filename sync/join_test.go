package sync_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/engine"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// tended exchanges as the desk does: with the computer's entry and its claims on numbers.
func (v *village) tended() *village {
	v.eng = engine.New(v.st, v.line, engine.Options{Now: noon, Tend: func() error { return v.st.Tend(today) }})
	return v
}

var today = data.DayOf(noon())

// first is a village's first computer on a real line, with its recovery key.
func first(t *testing.T, w *town) (v *village, sheet, address string) {
	t.Helper()
	address, err := w.srv.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	v = &village{t: t, w: w, path: filepath.Join(fastDir(t), "record")}
	v.area = w.newArea()
	v.st, sheet, err = store.Create(v.path, store.NewRecord{
		Committee: &data.Committee{
			Name: "示例县清河镇东沟村人民调解委员会", Area: v.area,
			Mediators: []data.Mediator{{ID: "mediator", Name: "杨秀莲", Head: true}},
		},
		Author: "mediator", Password: "long password",
	}, cheap)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.st.Close() })
	if err := engine.Enrol(t.Context(), v.st, address, w.code(v)); err != nil {
		t.Fatal(err)
	}
	v.tended()
	return v, sheet, address
}

// code is a fresh enrolment code for the village.
func (w *town) code(v *village) string {
	w.t.Helper()
	code, err := w.srv.NewCode("村"+v.area, v.area)
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

// joinBy is a further computer of the village, with an empty record.
func (v *village) joinBy(j store.Joining) *village {
	v.t.Helper()
	o := &village{t: v.t, w: v.w, area: v.area, line: v.line, path: filepath.Join(fastDir(v.t), "record")}
	var err error
	if o.st, err = store.Join(o.path, j, cheap); err != nil {
		v.t.Fatal(err)
	}
	v.t.Cleanup(func() { _ = o.st.Close() })
	return o.tended()
}

// invited is one more computer, by an invitation without a copy.
func (v *village) invited() *village {
	v.t.Helper()
	link := v.st.Link()
	file, code, err := v.st.Invite(store.Invited{ID: data.NewElementID(), Address: link.Address, Pin: link.Pin, Area: v.area})
	if err != nil {
		v.t.Fatal(err)
	}
	in, key, err := store.OpenInvitation(file, code)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.joinBy(store.Joining{
		Key: key, Device: data.NewDeviceID(), Epoch: data.NewEpoch(), Link: store.Link{Address: in.Address, Pin: in.Pin},
		Name: "二号电脑", Invitation: in.ID, User: "mediator", Password: "long password",
	})
}

// beginsWith is one more computer, by an invitation and a copy of the record.
func (v *village) beginsWith(path string, file []byte, code string) *village {
	v.t.Helper()
	in, key, err := store.OpenInvitation(file, code)
	if err != nil {
		v.t.Fatal(err)
	}
	st, err := store.OpenInvited(path, key, cheap)
	if err == nil {
		err = errors.Join(st.BeginAs(store.Joining{
			Key: key, Device: data.NewDeviceID(), Epoch: data.NewEpoch(), Link: store.Link{Address: in.Address, Pin: in.Pin},
			Name: "二号电脑", Invitation: in.ID, User: "mediator", Password: "long password",
		}), st.Close())
	}
	if err != nil {
		v.t.Fatal(err)
	}
	o := &village{t: v.t, w: v.w, area: v.area}
	o.open(path)
	v.t.Cleanup(func() { _ = o.st.Close() })
	return o
}

// accept records a case with a number, as the desk does.
func (v *village) accept() (data.CaseID, int) {
	v.t.Helper()
	seq, err := v.st.NextNumber(2026)
	if err != nil {
		v.t.Fatal(err)
	}
	id := data.NewCaseID()
	after := &data.Case{ID: id, Status: data.Accepted, Type: "marriage", ReceivedOn: 20000, AcceptedOn: 20001, Year: 2026, Seq: seq}
	if after.Number = fmt.Sprintf("（2026）第%d号", seq); seq == 0 {
		after.Number, after.NumberBy = "", v.st.Device().Text()
	}
	v.save("accept", &data.Case{ID: id}, after)
	return id, seq
}

func TestJoin_ByTheSheet(t *testing.T) {
	w := newTown(t)
	a, sheet, address := first(t, w)
	j := engine.NewJoiner()
	code := w.code(a)
	if _, err := j.Join(t.Context(), address, code, sheet); !errors.Is(err, wire.ErrNoVillage) {
		t.Errorf("before the first computer left the key: %v", err)
	}
	for range 30 {
		a.accept()
	}
	a.sync()
	var bad *data.Invalid
	if _, err := j.Join(t.Context(), address, code, sheet[:8]); !errors.As(err, &bad) {
		t.Errorf("a short key: %v", err)
	}
	other, err := store.OpenSealedKey(nil, sheet)
	if other != nil || !errors.Is(err, data.ErrDamaged) {
		t.Errorf("no key at all: %v", err)
	}
	if _, err := j.Join(t.Context(), address, code, strangeSheet(t)); !errors.Is(err, data.ErrPassword) {
		t.Errorf("another village's sheet: %v", err)
	}
	begin, err := j.Join(t.Context(), address, code, sheet) // the same code again
	if err != nil {
		t.Fatal(err)
	}
	if _, err := engine.NewJoiner().Join(t.Context(), address, code, sheet); !errors.Is(err, wire.ErrUsed) {
		t.Errorf("a second computer with the same code: %v", err)
	}
	begin.Name = "二号电脑"
	b := a.joinBy(begin)
	b.sync()
	if err := b.st.FirstPassword("mediator", "long password"); err != nil {
		t.Fatal(err)
	}
	a.sync()
	b.wantSame(30)
	a.wantSame(30)
	c := a.st.Committee()
	if len(c.Computers) != 2 || c.Computers[1].Name != "二号电脑" {
		t.Errorf("computers %+v", c.Computers)
	}
	if began, ok := b.st.Began(); !ok || !began.Done || !began.Joined {
		t.Errorf("began %+v", began)
	}
	_, x := a.accept()
	_, y := b.accept()
	if x == y || x == 0 || y == 0 {
		t.Errorf("numbers %d and %d", x, y)
	}
	a.sealedKeyIsTheVillages()
}

// A computer whose line fails as soon as it has joined gets the village's record by stick.
func TestJoin_GoesOnByStick(t *testing.T) {
	w := newTown(t)
	a, sheet, address := first(t, w)
	a.accept()
	a.sync()
	begin, err := engine.NewJoiner().Join(t.Context(), address, w.code(a), sheet)
	if err != nil {
		t.Fatal(err)
	}
	b := a.joinBy(begin)
	for range 2 {
		answer, _ := w.stick(b.write(false))
		if _, err := b.eng.TakeStick(t.Context(), bytes.NewReader(answer)); err != nil {
			t.Fatal(err)
		}
	}
	if rows, c := b.st.Rows(), b.st.Committee(); len(rows) != 1 || c.Name != a.st.Committee().Name {
		t.Errorf("%d cases, and the committee is %q", len(rows), c.Name)
	}
}

// strangeSheet is the recovery key of another record.
func strangeSheet(t *testing.T) string {
	t.Helper()
	st, sheet, err := store.Create(filepath.Join(fastDir(t), "record"), store.NewRecord{
		Committee: &data.Committee{Name: "别的村"}, Author: "mediator", Password: "long password",
	}, cheap)
	if err == nil {
		err = st.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return sheet
}

// sealedKeyIsTheVillages checks that the township keeps what only the newest sheet opens.
func (v *village) sealedKeyIsTheVillages() {
	v.t.Helper()
	sealed, err := v.st.SealedKey()
	if err != nil {
		v.t.Fatal(err)
	}
	kept := []byte{}
	err = v.w.led.View(v.t.Context(), func(r ledger.Reader) (err error) {
		kept, err = r.Key(ledger.VillageID(v.st.Link().Village), data.CaseID([]byte("\xff\xff\xff\xff village key")))
		return err
	})
	if err != nil || !bytes.Equal(kept, sealed) {
		v.t.Errorf("the township keeps %x, want %x (%v)", kept, sealed, err)
	}
}

// A renewed sheet reaches the township and the other computer; the old one opens nothing.
func TestJoin_TheNewestSheetWins(t *testing.T) {
	w := newTown(t)
	a, old, address := first(t, w)
	a.sync()
	begin, err := engine.NewJoiner().Join(t.Context(), address, w.code(a), old)
	if err != nil {
		t.Fatal(err)
	}
	b := a.joinBy(begin)
	b.sync()
	fresh, err := a.st.NewRecoveryKey()
	if err != nil {
		t.Fatal(err)
	}
	b.sync() // has the old seal, which the township has too
	a.sync()
	b.sync()
	a.sync()
	a.sealedKeyIsTheVillages()
	b.sealedKeyIsTheVillages()
	code := w.code(a)
	j := engine.NewJoiner()
	if _, err := j.Join(t.Context(), address, code, old); !errors.Is(err, data.ErrPassword) {
		t.Errorf("the old sheet: %v", err)
	}
	if _, err := j.Join(t.Context(), address, code, fresh); err != nil {
		t.Errorf("the new sheet: %v", err)
	}
}

// A join is cut off at every exchange; the next start goes on where it was.
func TestJoin_CutOffAtEveryExchange(t *testing.T) {
	w := newTown(t)
	a, sheet, address := first(t, w)
	for range 40 {
		a.accept()
	}
	a.sync()
	begin, err := engine.NewJoiner().Join(t.Context(), address, w.code(a), sheet)
	if err != nil {
		t.Fatal(err)
	}
	begin.User, begin.Password = "mediator", "long password"
	l := newLine(w)
	a.line = l
	b := a.joinBy(begin)
	for n := 0; ; n++ {
		if n == 200 {
			t.Fatal("the join never ends")
		}
		cut := false // the second exchange of each round
		count := 0
		l.plan = func(_, answer []byte) fault {
			if answer == nil {
				if count++; count == 2 {
					cut = true
					return fault{kind: cutRequest}
				}
			}
			return fault{}
		}
		_, err := b.eng.SyncNow(t.Context())
		if err == nil && !cut {
			break
		}
		if err := b.st.Close(); err != nil {
			t.Fatal(err)
		}
		b.open(b.path)
		b.tended()
		if n == 0 && b.st.Filling() {
			if seq, err := b.st.NextNumber(2026); seq != 0 || err != nil {
				t.Errorf("a record that is not all there gives the number %d, %v", seq, err)
			}
		}
	}
	l.plan = func(_, _ []byte) fault { return fault{} }
	b.sync()
	b.wantSame(40)
}

// T13: a number that was printed is never issued again, wherever the record is set back to.
func TestT13_NumberAfterARewind(t *testing.T) {
	w := newTown(t)
	a, _, _ := first(t, w)
	a.sync()
	_, n := a.accept()
	a.sync()
	old := a.backup()
	printed := map[int]bool{n: true}
	for range 3 {
		_, n := a.accept() // printed, and lost with the disk
		printed[n] = true
	}
	a.restore(old)
	if err := a.st.NewEpoch(a.st.Acked()); err != nil { // as a restore does
		t.Fatal(err)
	}
	a.tended()
	if _, n := a.accept(); n != 0 {
		t.Errorf("the number %d was given before the township was asked", n)
	}
	a.sync()
	for range 25 {
		_, n := a.accept()
		if n == 0 {
			a.sync()
			_, n = a.accept()
		}
		if printed[n] || n == 0 {
			t.Fatalf("number %d a second time", n)
		}
		printed[n] = true
	}
}

// I9 on two and three computers in random orders, with restores: no number is issued twice,
// and after an exchange everybody has some.
func TestNumbers_RandomOrders(t *testing.T) {
	seeds := 12
	if testing.Short() {
		seeds = 3
	}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) { numbersWorld(t, uint64(seed)) })
	}
}

func numbersWorld(t *testing.T, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 13))
	w := newTown(t)
	a, sheet, address := first(t, w)
	alone := 0
	for range rng.IntN(15) { // numbers from before there was another computer
		_, n := a.accept()
		if alone++; n != alone {
			t.Fatalf("alone, the %d. case got number %d", alone, n)
		}
	}
	a.sync()
	all := []*village{a}
	for range 1 + rng.IntN(2) {
		begin, err := engine.NewJoiner().Join(t.Context(), address, w.code(a), sheet)
		if err != nil {
			t.Fatal(err)
		}
		begin.User, begin.Password = "mediator", "long password"
		all = append(all, a.joinBy(begin))
	}
	given := map[int]data.CaseID{}
	backups := map[*village]string{}
	for range 60 {
		v := all[rng.IntN(len(all))]
		switch rng.IntN(12) {
		case 0, 1:
			v.sync()
			if n, err := v.st.NextNumber(2026); n == 0 || err != nil {
				t.Fatalf("no number after an exchange: %v", err)
			}
		case 2:
			backups[v] = v.backup()
		case 3:
			if old := backups[v]; old != "" && rng.IntN(2) == 0 {
				v.restore(old)
				if err := v.st.NewEpoch(v.st.Acked()); err != nil {
					t.Fatal(err)
				}
				v.tended()
			}
		default:
			id, n := v.accept()
			if n > 0 && given[n] != (data.CaseID{}) || n > 0 && n <= alone {
				t.Fatalf("number %d a second time", n)
			}
			if n > 0 {
				given[n] = id
			}
		}
	}
	for range 3 {
		for _, v := range all {
			v.sync()
		}
	}
	for _, v := range all[1:] {
		if x, y := a.st.Committee(), v.st.Committee(); !slices.Equal(x.Blocks, y.Blocks) {
			t.Errorf("the claims differ")
		}
	}
}

// A computer joins from another one with a copy of the record, and works before it has a line.
func TestJoin_ByACopyWithoutALine(t *testing.T) {
	w := newTown(t)
	a, _, address := first(t, w)
	for range 5 {
		a.accept()
	}
	a.sync()
	link := a.st.Link()
	file, code, err := a.st.Invite(store.Invited{ID: "i1", Address: link.Address, Pin: link.Pin, Area: a.area})
	if err != nil {
		t.Fatal(err)
	}
	a.accept() // waits
	path := a.backup()
	b := a.beginsWith(path, file, code).tended()
	id, n := b.accept()
	if n != 0 {
		t.Errorf("it gave the number %d without a block of its own", n)
	}
	if _, err := b.eng.SyncNow(t.Context()); !errors.Is(err, engine.ErrNotEnrolled) {
		t.Errorf("before its own code: %v", err)
	}
	if err := engine.Enrol(t.Context(), b.st, address, w.code(a)); err != nil {
		t.Fatal(err)
	}
	b.sync()
	a.sync()
	b.sync()
	a.wantSame(7)
	b.wantSame(7)
	if seq, err := b.st.NextNumber(2026); seq == 0 || err != nil {
		t.Errorf("no number for the case that waits: %v", err)
	}
	if c, err := a.st.Case(id); err != nil || !c.NumberWaits() || c.NumberBy != b.st.Device().Text() {
		t.Errorf("the case that waits: %v", err)
	}
	if a.st.Committee().Joined("i1") != 1 {
		t.Error("the invitation is not used")
	}
}
