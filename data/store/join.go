package store

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"woshou/data"
)

// Joining is what a further computer of a village begins its record with.
type Joining struct {
	Key *VillageKey
	// Device and Epoch name the new computer's log. Link is what enrolment gave, or the
	// address and pin alone.
	Device data.DeviceID
	Epoch  data.Epoch
	Link   Link
	// Name is the computer's, Invitation what it joined by, for the committee's record.
	Name       string
	Invitation data.ElementID
	// User's password opens the record. Both may be empty: then the recovery key opens it
	// until FirstPassword is called.
	User     data.ElementID
	Password string
}

// header returns the new record's: the village's recovery key opens it, and the password.
func (j *Joining) header(cost Argon2Params) (header, error) {
	h := header{Cipher: cipherName, Wraps: []keyWrap{j.Key.recovery}}
	if j.Password == "" {
		return h, nil
	}
	return h, h.setPassword(j.Key.secret, j.User, j.Password, cost)
}

func (j *Joining) author() data.ElementID {
	if j.User != "" {
		return j.User
	}
	return j.Key.Holder()
}

func (j *Joining) filling() *filling {
	return &filling{Joined: true, Name: j.Name, Invitation: j.Invitation}
}

// Join makes an empty record of a village that has one already, and returns it open: what
// the village has comes from the township. The file appears whole or not at all. The error
// wraps fs.ErrExist when there is a record already.
func Join(path string, j Joining, opt Options) (*Store, error) {
	opt = opt.filled()
	if Exists(path) {
		return nil, fmt.Errorf("join: %w", fs.ErrExist)
	}
	head, err := j.header(opt.Argon2)
	if err != nil {
		return nil, wrap("join", err)
	}
	s, err := makeRecord(path, opt, j.Key.secret, j.author(), func(fresh string) error {
		alone := opt
		alone.Alone = true
		d, err := openDisk(fresh, alone)
		if err != nil {
			return err
		}
		s := newStore(d, fresh, alone, j.Key.secret, j.author())
		st := &state{Device: j.Device, Chains: []chain{{Epoch: j.Epoch}}, Shared: true, Filling: j.filling()}
		return errors.Join(s.initialize(head, st, j.Link), d.close())
	})
	return s, wrap("join", err)
}

// OpenInvited opens a copy of the village's record with the village's key, as one file.
func OpenInvited(path string, key *VillageKey, opt Options) (*Store, error) {
	opt.Alone = true
	l, err := Open(path, opt)
	if err != nil {
		return nil, err
	}
	return l.unlocked(key.secret, key.Holder())
}

// BeginAs makes a copy of the village's record, opened by OpenInvited, the record of a
// further computer: a log of its own, another name, no way in but its own password and the
// recovery key. How far the copy has the township's stream stays.
func (s *Store) BeginAs(j Joining) error {
	head, err := j.header(s.opt.Argon2)
	if err != nil {
		return wrap("join", err)
	}
	t, err := s.begin()
	if err != nil {
		return wrap("join", err)
	}
	err = s.disk.run(func() error { return t.beginAs(&j, head) })
	if err != nil {
		t.rollback()
		return wrap("join", err)
	}
	return wrap("join", t.finish(position{}))
}

func (t *txn) beginAs(j *Joining, head header) error {
	was, err := t.link()
	if err != nil {
		return err
	}
	meta := t.bucket(bucketMeta)
	if err := errors.Join(meta.Put(keyHeader, head.encode()), meta.Put(keyRecord, randomBytes(len(recordID{}))), putSlotSeq(t.tx, 0)); err != nil {
		return err
	}
	was.Address, was.Pin, was.Village, was.Key, was.Device = j.Link.Address, j.Link.Pin, j.Link.Village, j.Link.Key, j.Device
	was.Proxy = j.Link.Proxy
	was.Offer = was.anew() // what the other computer had to send, this one has too
	if err := t.putLink(was); err != nil {
		return err
	}
	t.st.Device, t.st.Acked = j.Device, 0
	t.st.Chains = append(t.st.Chains, chain{Epoch: j.Epoch})
	t.st.Shared, t.st.Renewed, t.st.Drawn = true, false, nil
	t.st.Filling = j.filling()
	t.st.Filling.From = t.st.Arrivals
	_, err = t.putState()
	return err
}

// HasPassword reports whether somebody's password opens the record; without one it is a
// join that was cut off.
func (l *Locked) HasPassword() bool { return l.header.hasPassword() }

func (h *header) hasPassword() bool {
	return slices.ContainsFunc(h.Wraps, func(w keyWrap) bool { return w.Kind == wrapArgon2 })
}

// FirstPassword gives the first password of a record that has none and makes its user the
// author of what follows. The error is *data.Refused when there is one already.
func (s *Store) FirstPassword(user data.ElementID, password string) error {
	h, err := s.readHeader()
	if err == nil && h.hasPassword() {
		err = errManage
	}
	if err == nil {
		err = s.setPassword(user, password)
	}
	if err != nil {
		return wrap("first password", err)
	}
	s.become(user)
	return nil
}

// Filling reports whether the record began as a new computer's, or as a backup, and the
// township's stream has not been read to its end since.
func (s *Store) Filling() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	f := s.mem.filling
	return f != nil && !f.Done
}

// Began returns how the record began again, if it did and nobody has taken note yet: as a
// new computer's or as a backup, how many events have come since, and whether that is all.
func (s *Store) Began() (b Beginning, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	f := s.mem.filling
	if f == nil {
		return Beginning{}, false
	}
	return Beginning{Joined: f.Joined, Came: int(s.mem.arrivals - f.From), Done: f.Done}, true
}

// Beginning is a record that began as a new computer's, or as a backup.
type Beginning struct {
	Joined bool
	// Came counts the events that came since, Done says that the stream was read to its end.
	Came int
	Done bool
}

// Filled notes that the township's stream has been read to its end.
func (s *Store) Filled() error {
	if !s.Filling() {
		return nil
	}
	err := s.update(func(t *txn) error {
		if t.st.Filling != nil {
			t.st.Filling.Done = true
		}
		return nil
	})
	if err == nil {
		err = s.takeRecovery()
	}
	return wrap("note that all is there", err)
}

// Noted forgets what Began tells, once it is done and somebody has read it.
func (s *Store) Noted() error {
	return wrap("note", s.update(func(t *txn) error {
		if f := t.st.Filling; f != nil && f.Done && (!f.Joined || t.entered()) {
			t.st.Filling = nil
		}
		return nil
	}))
}

// entered reports whether the computer is in the committee's record, which takes its name
// from Filling.
func (t *txn) entered() bool {
	return t.committee().Computer(t.st.Device.Text(), t.st.own().Epoch.Text()) != nil
}

// BeginRestored notes that the record is a backup: what the township still had is counted.
func (s *Store) BeginRestored() error {
	return wrap("note the restore", s.update(func(t *txn) error {
		t.st.Filling = &filling{From: t.st.Arrivals}
		return nil
	}))
}

// CameSince returns the cases that events came for since the record began again, newest
// arrivals last.
func (s *Store) CameSince() (out []data.CaseID, err error) {
	err = s.view(func(t *txn) error {
		if t.st.Filling == nil {
			return nil
		}
		seen := map[data.CaseID]bool{}
		for n := t.st.Filling.From + 1; n <= t.st.Arrivals; n++ {
			e, err := t.event(place{0, n})
			if err != nil {
				continue // bytes that only a later program reads
			}
			if !seen[e.Subject] && e.Subject != data.CommitteeID {
				seen[e.Subject], out = true, append(out, e.Subject)
			}
		}
		return nil
	})
	return out, wrap("read what came", err)
}
