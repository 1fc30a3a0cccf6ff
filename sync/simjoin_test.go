package sync_test

import (
	"cmp"
	"crypto/ed25519"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// How computers join, and give numbers, in the simulation.

// join takes one more computer into the village: by the recovery key on the sheet, by an
// invitation from another computer, or by one with a copy of the record.
func (s *sim) join(d deed, place int, a *actor) {
	c := s.oneMore(place, a)
	if c == nil {
		return
	}
	var err error
	switch c.path = filepath.Join(fastDir(s), "record"); d.n % 3 {
	case 0:
		err = c.joinBySheet()
	default:
		err = c.joinBy(a, d.n%3 == 2)
	}
	if errors.Is(err, wire.ErrNoVillage) || errors.Is(err, store.ErrUnsent) {
		return // the village's key may not leave its first computer yet
	}
	if err != nil {
		s.Fatal(err)
	}
	s.takesPart(place, c)
}

// joinBySheet does without TLS what engine.Joiner does; TestJoin_ByTheSheet has the real one.
func (a *actor) joinBySheet() error {
	parsed, err := wire.ParseCode(a.w.code(a.village))
	if err != nil {
		return err
	}
	_, key, _ := ed25519.GenerateKey(nil)
	begin := store.Joining{Device: data.NewDeviceID(), Epoch: data.NewEpoch()}
	b, err := wire.SignEnrol(key, &wire.EnrolRequest{
		Proto: wire.Proto, Secret: parsed.Secret, Device: begin.Device, Epoch: begin.Epoch, Joins: true,
	})
	if err == nil {
		b, err = a.w.srv.Enrol(a.t.Context(), b)
	}
	var resp *wire.EnrolResponse
	if err == nil {
		resp, err = wire.DecodeEnrolResponse(b)
	}
	if err == nil {
		err = resp.Reason.Err()
	}
	if err == nil {
		begin.Key, err = store.OpenSealedKey(resp.Key, a.sheet)
	}
	if err != nil {
		return err
	}
	begin.Link = store.Link{Address: "town.test", Pin: a.w.pin(), Device: begin.Device, Key: key.Seed(), Village: resp.Village}
	begin.Link.Sealed(resp.Seal, noon())
	return a.begin(begin)
}

// begin makes the record of a computer that joins.
func (a *actor) begin(j store.Joining) error {
	j.User, j.Password = "mediator", "long password"
	opt := cheap
	opt.Now = func() time.Time { return a.now }
	st, err := store.Join(a.path, j, opt)
	if err != nil {
		return err
	}
	if err := st.Close(); err != nil {
		return err
	}
	a.openAt(a.path)
	return nil
}

// joinBy joins by an invitation that another computer writes, with a copy of its record or
// without, and enrols.
func (a *actor) joinBy(host *actor, withCopy bool) error {
	link := host.st.Link()
	file, code, err := host.st.Invite(store.Invited{ID: data.NewElementID(), Address: link.Address, Pin: link.Pin, Area: host.area})
	if err != nil {
		return err
	}
	host.st.Settle()
	in, key, err := store.OpenInvitation(file, code)
	if err != nil {
		return err
	}
	begin := store.Joining{
		Key: key, Device: data.NewDeviceID(), Epoch: data.NewEpoch(), Link: store.Link{Address: in.Address, Pin: in.Pin},
		Invitation: in.ID, User: "mediator", Password: "long password",
	}
	if !withCopy {
		err = a.begin(begin)
	} else if a.path = host.backup(); true {
		var st *store.Store
		if st, err = store.OpenInvited(a.path, key, cheap); err == nil {
			err = st.BeginAs(begin)
			st.Settle()
			err = errors.Join(err, st.Close())
		}
		if err == nil {
			a.openAt(a.path)
		}
	}
	if err == nil {
		a.enrolNow()
	}
	return err
}

// enrolNow enrols with a fresh code; the answer has the township's keys.
func (a *actor) enrolNow() {
	a.enrol(a.w.code(a.village))
	a.knowTown()
	a.st.Settle() // what the store does beside must not draw from the life's randomness later
}

// enrolAgain enrols a computer that its township forgot when it was set back, or that forgot
// its township's new server.
func (a *actor) enrolAgain() {
	err := a.w.led.View(a.t.Context(), func(r ledger.Reader) error {
		_, err := r.Device(a.st.Device())
		if err == nil {
			_, err = r.Village(ledger.VillageID(a.st.Link().Village))
		}
		return err
	})
	if errors.Is(err, data.ErrNotFound) {
		a.enrolNow()
	} else if err != nil {
		a.t.Fatal(err)
	}
}

// year is the one in which all cases are accepted.
const year = 2026

// given is a number that a computer gave to a case.
type given struct {
	seq   int
	uid   data.UID
	id    data.CaseID
	chain ledger.Chain
	unmet bool
	alone bool // no claim stood for it
}

// chain is what the computer writes to now.
func (a *actor) chain() ledger.Chain {
	epoch, _, _ := a.st.Head()
	return ledger.Chain{Device: a.st.Device(), Epoch: epoch}
}

// number gives a case the next number, as the desk does; without one the case waits.
func (a *actor) number(c *data.Case) {
	seq, err := a.st.NextNumber(year)
	if err != nil {
		a.t.Fatal(err)
	}
	c.Year, c.Seq, c.NumberBy = year, seq, ""
	if c.Number = fmt.Sprintf("（%d）第%d号", year, seq); seq == 0 {
		c.Number, c.NumberBy = "", a.st.Device().Text()
	}
}

// gave holds I9: a number is never given to two cases. Two computers may do so only while
// one of them is a copy, or was set back, and has not exchanged since; when both write what
// they take for one chain; or when the township forgot a claim. What only a computer that
// was alone and is set back knew of a number, nobody knows (forget).
func (s *sim) gave(place int, a *actor, uid data.UID, c *data.Case) {
	if c.Seq == 0 {
		return
	}
	_, claims, err := a.st.NumbersLeft(today)
	if err != nil {
		s.Fatal(err)
	}
	now := given{c.Seq, uid, c.ID, a.chain(), a.unmet, !claims}
	for _, was := range s.given[place] {
		if was.seq != now.seq || was.id == now.id {
			continue
		}
		excused := s.blind[place] || was.unmet || now.unmet || was.chain == now.chain && s.split[now.chain]
		if !excused {
			s.Errorf("I9: number %d a second time, first by %v, now by %v", now.seq, was.chain, now.chain)
		}
	}
	s.given[place] = append(s.given[place], now)
}

// giveNumbers gives the cases that wait for this computer their numbers, as the desk does
// after an exchange.
func (s *sim) giveNumbers(place int, a *actor) {
	for _, id := range a.waiting() {
		was, err := a.st.Case(id)
		if err != nil {
			s.Fatal(err)
		}
		next := was.Clone()
		if a.number(next); next.Seq == 0 {
			return
		}
		if uid, ok := s.saves(place, a, func() error { _, err := a.st.SaveCase("number", was, next); return err }); ok {
			s.gave(place, a, uid, next)
		}
		a.st.Settle()
	}
}

// waiting returns the cases that this computer is to give a number, in order.
func (a *actor) waiting() []data.CaseID {
	var rows []store.Row
	for _, r := range a.st.Rows() {
		if r.NumberBy == a.st.Device().Text() && !r.Destroyed {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(x, y store.Row) int {
		return cmp.Or(cmp.Compare(x.Accepted, y.Accepted), slices.Compare(x.ID[:], y.ID[:]))
	})
	var ids []data.CaseID
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	return ids
}

// claims counts the events with claims on numbers that a township has of its villages.
func (s *sim) claims(w *simTown) map[int]int {
	n := map[int]int{}
	for place, computers := range s.places {
		if computers[0].town != w {
			continue
		}
		n[place] = 0
		entries, _ := computers[0].stream()
		for _, entry := range entries {
			if e, err := data.DecodeEvent(entry.Event); err == nil && e.Kind == store.NumbersKind && entry.Reason == "" {
				n[place]++
			}
		}
	}
	return n
}

// checkNumbers holds that after an exchange every computer has numbers to give, that no
// case waits for one, and that all know the same claims.
func (s *sim) checkNumbers(computers []*actor) {
	claims := computers[0].st.Committee().Blocks
	for i, a := range computers {
		if seq, err := a.st.NextNumber(year); seq == 0 || err != nil {
			s.Errorf("I9: computer %d has no number to give, %v", i, err)
		}
		if waits := a.waiting(); len(waits) > 0 {
			s.Errorf("I9: at computer %d %d cases wait for a number", i, len(waits))
		}
		if !slices.Equal(a.st.Committee().Blocks, claims) {
			s.Errorf("I5: computers 0 and %d know other claims on numbers", i)
		}
	}
}
