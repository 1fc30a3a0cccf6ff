package sync_test

import (
	"crypto/ed25519"
	"errors"
	"math"
	"os"
	"slices"

	"woshou/data"
	"woshou/sync/township"
	"woshou/sync/township/ledger"
	"woshou/sync/wire"
)

// What happens between townships and their county in the simulation.

// ofCounty does something to the county's server.
func (s *sim) ofCounty(do func(*simTown)) {
	if s.county != nil {
		do(s.county)
	}
}

func (s *sim) setCountyBack(d deed, _ *simTown) {
	if s.county == nil || !s.county.setBack(d.n/2, d.n%2 == 0) {
		return
	}
	clear(s.newest)
	for _, w := range s.towns {
		w.agreed = false
	}
}

// enrolUp does without TLS what EnrolUp does; TestCounty_ThreeLevelsOverBadLines has the
// real one.
func (s *sim) enrolUp(w *simTown) {
	code, err := s.county.srv.NewUnitCode("清河镇", "339921"+w.newArea()[6:9])
	if err != nil {
		s.Fatal(err)
	}
	parsed, err := wire.ParseCode(code)
	if err != nil {
		s.Fatal(err)
	}
	_, key, _ := ed25519.GenerateKey(nil)
	link := ledger.Uplink{Address: "county.test", Key: key.Seed(), Device: data.NewDeviceID(), Epoch: data.NewEpoch()}
	b, err := wire.SignEnrol(key, &wire.EnrolRequest{Proto: wire.Proto, Secret: parsed.Secret, Device: link.Device, Epoch: link.Epoch, Committee: "清河镇", Unit: true})
	if err == nil {
		b, err = s.county.srv.Enrol(s.Context(), b)
	}
	var resp *wire.EnrolResponse
	if err == nil {
		resp, err = wire.DecodeEnrolResponse(b)
	}
	if err == nil {
		err = resp.Reason.Err()
	}
	if err != nil {
		s.Fatal(err)
	}
	link.Village = ledger.VillageID(resp.Village)
	if err := w.led.Update(s.Context(), func(tx ledger.Tx) error { return tx.PutUplink(link) }); err != nil {
		s.Fatal(err)
	}
}

// sendUp exchanges with the county over a line that spoils one exchange.
func (s *sim) sendUp(d deed, w *simTown) {
	if w.line == nil {
		return
	}
	end := d.once(w.line)
	defer end()
	_ = s.up(w) // the next goes on
}

// cutUp exchanges with the county until the township's power fails at one of its writes.
func (s *sim) cutUp(d deed, w *simTown) {
	if w.line == nil {
		return
	}
	w.led.left.Store(int64(d.n % 8))
	_ = s.up(w)
	w.restart()
}

// setUpAnew puts an empty server in the place of one that was lost with its backups. The
// county knows the township; its villages enrol again, one of them under the area code that
// it has since it was merged, so that the county has its cases under the old one.
func (s *sim) setUpAnew(d deed, w *simTown) {
	if w.line == nil {
		return
	}
	w.stop()
	err := os.RemoveAll(w.dir)
	if err == nil {
		err = os.CopyFS(w.dir, os.DirFS(firstTown()))
	}
	if err != nil {
		s.Fatal(err)
	}
	w.start()
	if err := w.srv.Restored(s.Context()); err != nil { // a first start draws an epoch; the folder brought the first server's
		s.Fatal(err)
	}
	w.copies, w.reads, w.bare, w.back, w.agreed = nil, 0, true, true, false
	s.county.copies = nil // it is not set back to before that, when it would not know the server
	s.enrolUp(w)
	for place, computers := range s.places {
		if computers[0].town != w {
			continue
		}
		if area := w.newArea(); place%2 == d.n%2 {
			for _, a := range computers {
				a.area = area
			}
		}
		for _, a := range computers {
			a.enrolNow()
		}
		s.blind[place] = true
		s.forget(place)
	}
}

// upAtLast exchanges with the county until nothing waits.
func (s *sim) upAtLast(w *simTown) {
	if w.line == nil {
		return
	}
	if err := s.up(w); err != nil && !errors.Is(err, township.ErrCountyTotals) {
		s.Errorf("to the county: %v", err)
	}
}

// up exchanges with the county and checks what a whole exchange promises: I2 and I5 as for
// a computer. And a comparison, which finds what the rules let slip, has nothing to find
// unless the township was set back.
func (s *sim) up(w *simTown) error {
	before := len(w.line.requests)
	err := w.srv.SendUp(s.Context())
	link, own := w.upChain()
	if w.compared(link, before) && !w.back {
		s.Errorf("I6: township and county had to compare rows although the township was never set back")
	}
	s.rowsOnlyGrow()
	if err != nil {
		return err
	}
	w.agreed = true
	problem := s.county.led.View(s.Context(), func(r ledger.Reader) error {
		hash, err := r.HashAt(ledger.Chain{Device: link.Device, Epoch: link.Epoch}, link.Acked)
		if link.Acked == 0 {
			hash, err = data.Hash{}, nil
		}
		digest, err2 := r.DigestAt(link.Village, link.GSN)
		if hash != own || digest != link.Digest {
			err = errors.Join(err, errors.New("another event, or another stream"))
		}
		return errors.Join(err, err2)
	})
	if problem != nil {
		s.Errorf("I2, I5: the county acknowledged %d and was read up to %d: %v", link.Acked, link.GSN, problem)
	}
	return nil
}

// compared reports whether one of the requests from one on asked to compare rows.
func (w *simTown) compared(link ledger.Uplink, from int) bool {
	key := ed25519.NewKeyFromSeed(link.Key).Public().(ed25519.PublicKey)
	return slices.ContainsFunc(w.line.requests[from:], func(b []byte) bool {
		req, err := wire.Verify(key, b)
		return err == nil && len(req.Sums) > 0
	})
}

// upChain returns how a township stands with its county, and its own hash at what is
// acknowledged.
func (w *simTown) upChain() (link ledger.Uplink, acked data.Hash) {
	err := w.led.View(w.t.Context(), func(r ledger.Reader) (err error) {
		if link, err = r.Uplink(); err != nil {
			return err
		}
		own, err := r.OwnEvents(link.Epoch, 0, math.MaxInt32)
		for _, raw := range own[:min(int(link.Acked), len(own))] {
			acked = data.Chain(acked, raw)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return link, acked
}

// rowAt is a row's place: of the rows of one life of a village's stream the one with the
// highest gsn there is the newest.
type rowAt struct {
	village ledger.VillageID
	life    data.Epoch
	gsn     uint64
}

// rowsOnlyGrow holds that the county never puts an older row in a newer one's place.
func (s *sim) rowsOnlyGrow() {
	err := s.county.led.View(s.Context(), func(r ledger.Reader) error {
		villages, err := r.Villages()
		for _, v := range villages {
			cases, err2 := r.Cases(v.ID)
			err = errors.Join(err, err2)
			for _, c := range cases {
				was, now := s.newest[c.ID], rowAt{v.ID, v.Epoch, c.Fence}
				if c.GSN < v.Since {
					continue // of another life than the last: older than whatever comes
				}
				if was.village == now.village && was.life == now.life && was.gsn > now.gsn {
					s.Errorf("I6: the county has a row of gsn %d after one of gsn %d", now.gsn, was.gsn)
				}
				s.newest[c.ID] = now
			}
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
}

// checkUp holds at any time that no row is forgotten on its way to the county: it is marked
// to go, or it is the last of its case in the chain of this epoch, which the county has or
// gets. One that is not marked is at the county, once both had the same totals and neither
// was set back since.
func (s *sim) checkUp() {
	for _, w := range s.towns {
		if w.line != nil {
			s.checkOnTheWay(w)
		}
	}
	if s.county != nil {
		if found, err := s.county.srv.Check(s.Context()); err != nil || len(found) > 0 {
			s.Errorf("I7: the county's own check: %+v, %v", found, err)
		}
	}
}

func (s *sim) checkOnTheWay(w *simTown) {
	err := w.led.View(s.Context(), func(r ledger.Reader) error {
		link, err := r.Uplink()
		if err != nil {
			return err
		}
		sent, err := rowsOf(r, link)
		if err != nil {
			return err
		}
		dirty, err := r.Dirty(math.MaxInt32)
		if err != nil {
			return err
		}
		villages, err := r.Villages()
		for _, v := range villages {
			cases, err2 := r.Cases(v.ID)
			err = errors.Join(err, err2)
			for _, c := range cases {
				if slices.Contains(dirty, c.ID) {
					continue
				}
				if sent[c.ID] != string(c.Row) {
					s.Errorf("I6: a row is not marked to go to the county, and not in the chain")
				}
				if w.agreed && s.atCounty(c.ID) != string(c.Row) {
					s.Errorf("I6: a row that is not marked to go is not at the county")
				}
			}
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
}

// rowsOf returns the last row of each case in a township's own chain.
func rowsOf(r ledger.Reader, link ledger.Uplink) (map[data.CaseID]string, error) {
	own, err := r.OwnEvents(link.Epoch, 0, math.MaxInt32)
	last := map[data.CaseID]string{}
	for _, raw := range own {
		e, err := data.DecodeEvent(raw)
		if err != nil {
			return nil, err
		}
		rows, err := data.DecodeFacts(e.Facts)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			f, err := data.DecodeFact(row)
			if err != nil {
				return nil, err
			}
			last[f.Case] = string(row)
		}
	}
	return last, err
}

// atCounty returns the county's row of a case, empty for none.
func (s *sim) atCounty(id data.CaseID) (row string) {
	err := s.county.led.View(s.Context(), func(r ledger.Reader) error {
		c, err := r.Case(id)
		row = string(c.Row)
		return err
	})
	if err != nil && !errors.Is(err, data.ErrNotFound) {
		s.Fatal(err)
	}
	return row
}

// checkCounty holds I6 one level up: the county counts what the townships count. It may
// have a newer row of what was lost to everybody below, and then shows it.
func (s *sim) checkCounty() {
	want := map[data.CaseID]string{}
	for _, w := range s.towns {
		rows, facts := s.rows(w)
		for i, f := range facts {
			want[f.Case] = string(rows[i])
		}
	}
	shown := map[data.CaseID]bool{}
	err := s.county.led.View(s.Context(), func(r ledger.Reader) error {
		villages, err := r.Villages()
		for _, v := range villages {
			if v.Differs != nil {
				for _, c := range v.Differs.Cases {
					shown[c.Case] = true
				}
			}
		}
		for _, v := range villages {
			cases, err2 := r.Cases(v.ID)
			err = errors.Join(err, err2)
			for _, c := range cases {
				row, known := want[c.ID]
				if delete(want, c.ID); known && row == string(c.Row) {
					continue
				}
				if !s.lost[c.ID] || !shown[c.ID] {
					s.Errorf("I6: the county has another row of case %s: lost below %v, shown %v", c.ID, s.lost[c.ID], shown[c.ID])
				}
			}
		}
		return err
	})
	if err != nil || len(want) > 0 {
		s.Errorf("I6: the county has no row of %d cases, %v", len(want), err)
	}
	if found, err := s.county.srv.Check(s.Context()); err != nil || len(found) > 0 {
		s.Errorf("I7: the county's own check: %+v, %v", found, err)
	}
}
