package sync_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/engine"
	"woshou/sync/township/ledger"
)

// What happens to computers and their disks in the simulation.

// restart ends the program and starts it with the record at path.
func (a *actor) restart(path string) {
	if err := a.st.Close(); err != nil {
		a.t.Fatal(err)
	}
	a.openAt(path)
}

func (a *actor) openAt(path string) {
	opt := cheap
	opt.Now = func() time.Time { return a.now }
	l, err := store.Open(path, opt)
	if err != nil {
		a.t.Fatal(err)
	}
	if a.st, err = l.Unlock("long password"); err != nil {
		a.t.Fatal(err)
	}
	a.path = path
	a.use()
	a.sleep()
}

// use begins to exchange as the desk does: with the computer's entry and its claims on numbers.
func (a *actor) use() {
	a.eng = engine.New(a.st, a.line, engine.Options{Now: func() time.Time { return a.now }, Tend: func() error { return a.st.Tend(today) }})
}

// sleep notes the main file as it is on the disk.
func (a *actor) sleep() {
	a.st.Settle()
	image, err := os.ReadFile(a.path)
	if err != nil {
		a.t.Fatal(err)
	}
	a.image = image
}

// powerCut starts the computer again from what a disk may have: the journal, which a
// save waits for, the photos, and the main file as it was last evening.
func (a *actor) powerCut() {
	journal, err := os.ReadFile(store.JournalPath(a.path))
	if err == nil {
		err = a.st.Close()
	}
	path := filepath.Join(fastDir(a.t), "record")
	if err == nil {
		err = errors.Join(os.WriteFile(path, a.image, 0o600), os.WriteFile(store.JournalPath(path), journal, 0o600), a.moveFiles(path))
	}
	if err != nil {
		a.t.Fatal(err)
	}
	a.openAt(path)
}

// moveFiles moves the photos to where the record at path has them.
func (a *actor) moveFiles(path string) error {
	from := store.AttachmentsPath(a.path)
	if _, err := os.Stat(from); err != nil {
		return nil
	}
	return os.Rename(from, store.AttachmentsPath(path))
}

// setBack restores a computer, with the photos that it had or without, by the program or by
// hand. What only it had, and had not sent, is lost.
func (s *sim) setBack(d deed, place int, a *actor) {
	if a.copy == "" {
		return
	}
	path := filepath.Join(fastDir(s), "record")
	b, err := os.ReadFile(a.copy)
	if err == nil {
		err = errors.Join(os.WriteFile(path, b, 0o600), a.st.Close())
	}
	if err == nil && d.n%2 == 0 {
		err = a.moveFiles(path)
	}
	if err != nil {
		s.Fatal(err)
	}
	a.openAt(path)
	a.enrolAgain()
	a.unmet = true
	if d.n/2%2 == 0 {
		s.split[a.chain()] = true
	} else if err := a.restored(); err != nil {
		s.Fatal(err)
	}
	s.forget(place)
}

// restored is what the program notes when a backup takes the record's place.
func (a *actor) restored() error {
	if err := a.st.BeginRestored(); err != nil {
		return err
	}
	a.st.Settle()
	return a.st.NewEpoch(a.st.Acked())
}

// copyFolder makes one more computer of a copy.
func (s *sim) copyFolder(place int, a *actor) {
	c := s.oneMore(place, a)
	if c == nil {
		return
	}
	c.openAt(a.backup())
	a.unmet, c.unmet, s.split[a.chain()] = true, true, true
	s.takesPart(place, c)
}

// oneMore returns a computer, with no record yet, to stand beside another of its village;
// nil where there is no room.
func (s *sim) oneMore(place int, a *actor) *actor {
	if len(s.places[place]) >= mostComputers {
		return nil
	}
	c := &actor{town: a.town, line: newLine(a.w), now: a.now}
	c.village = &village{t: s, w: a.w, area: a.area, sheet: a.sheet, line: c.line}
	return c
}

func (s *sim) takesPart(place int, c *actor) {
	s.Cleanup(func() { _ = c.st.Close() })
	s.places[place] = append(s.places[place], c)
}

// revoke has the township refuse a computer, which then takes part no more.
func (s *sim) revoke(place int, a *actor) {
	if len(s.places[place]) == 1 {
		return
	}
	for _, other := range s.places[place] {
		if other != a && other.st.Device() == a.st.Device() {
			return // a copied folder is one computer to the township
		}
	}
	err := a.w.led.Update(s.Context(), func(tx ledger.Tx) error {
		dev, err := tx.Device(a.st.Device())
		if errors.Is(err, data.ErrNotFound) {
			return nil // it was set back to before this computer enrolled
		}
		dev.Revoked = noon()
		return errors.Join(err, tx.PutDevice(dev))
	})
	if err != nil {
		s.Fatal(err)
	}
	s.places[place] = slices.DeleteFunc(s.places[place], func(other *actor) bool { return other == a })
	s.forget(place)
}

// forget drops the events, photos and numbers that nobody who takes part has any more.
func (s *sim) forget(place int) {
	have := s.atTown(place)
	for _, a := range s.places[place] {
		for uid := range a.events() {
			have[uid] = true
		}
	}
	for uid, at := range s.must {
		if at.place == place && !have[uid] {
			delete(s.must, uid)
			s.lost[at.id] = true
		}
	}
	s.given[place] = slices.DeleteFunc(s.given[place], func(g given) bool { return g.alone && !have[g.uid] })
	for key, p := range s.photos {
		if p.place == place && (!have[p.uid] || !s.hasPhoto(key, p)) {
			delete(s.photos, key)
		}
	}
}

// hasPhoto reports whether a photo is on the disk of somebody of its village, or at the
// township.
func (s *sim) hasPhoto(key photoKey, p attached) bool {
	for _, a := range s.places[p.place] {
		f, ok := a.st.SealedFile(key.id, p.a)
		if !ok {
			continue
		}
		if a.st.FileState(key.id, p.a) == store.FileHere {
			return true
		}
		found, err := filepath.Glob(filepath.Join(a.w.dir, "files", "*", key.id.String(), f.Name+".*"))
		if err != nil {
			s.Fatal(err)
		}
		if slices.ContainsFunc(found, func(path string) bool { return filepath.Ext(path) != ".part" }) {
			return true
		}
	}
	return false
}
