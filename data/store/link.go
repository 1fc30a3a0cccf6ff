package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"woshou/data"
	"woshou/data/letter"
	"woshou/data/seal"
)

// Link is what this computer knows of its township. It is sealed in the file.
type Link struct {
	// Address of the township's server; empty while not enrolled, and where everything goes
	// by stick. Pin is the digest of its certificate authority's key.
	Address string
	Pin     []byte
	// Proxy is what this computer's line goes through; empty for what the system says.
	Proxy string `json:",omitempty"`
	// Asked is the pin, as far as an enrolment code has it, of the township to which this
	// computer wrote by stick to be taken; empty when it waits for no answer.
	Asked  []byte `json:",omitempty"`
	Device data.DeviceID
	// Key is the seed of the Ed25519 key that signs requests.
	Key []byte
	// Village is the township's name for this village.
	Village string
	// ServerEpoch and GSN are how far the township's stream has been read, Stream is its
	// digest there, zero when it is not known.
	ServerEpoch data.Epoch
	GSN         uint64
	Stream      data.Hash
	// Offer is how far the stream was given what it lacked.
	Offer Offered
	// LastOK and LastTry are wall clock, for people to see.
	LastOK, LastTry time.Time
	// TownDigest and TownCases are the township's totals check and number of fact rows.
	// What a program of 0.3.0 stored was made in another way and is not read.
	TownDigest data.Hash `json:"TownCheck"`
	TownCases  int
	// Seal is the township's public key (age, X25519), to which a case handed up is opened.
	// SealWas is the one before it and SealSince when it changed; empty while it has not.
	Seal, SealWas string
	SealSince     time.Time
}

// Sealed notes the township's public key. An empty text says nothing, and neither does a
// key of a kind that only a newer program knows. A change is kept, to be shown.
func (l *Link) Sealed(recipient string, now time.Time) {
	if recipient == l.Seal || letter.CheckRecipient(recipient) != nil {
		return
	}
	if l.Seal != "" {
		l.SealWas, l.SealSince = l.Seal, now
	}
	l.Seal = recipient
}

// Offered is how far Store.Offer has come with a server epoch.
type Offered struct {
	Server data.Epoch
	// Line is the line of the log from which on events are gifts, or newer. From is the
	// last subject that was looked at.
	Line uint32
	From data.CaseID
	Done bool
}

// Offered reports whether the stream that was read last has been given all that it lacked.
func (l Link) Offered() bool { return l.Offer.Done && l.Offer.Server == l.ServerEpoch }

// Pulled is one event of the township's stream. An event of this device comes without
// its bytes, by Epoch and Seq; an event of another comes as Event, and has no number when it
// came before its turn.
type Pulled struct {
	GSN   uint64
	Event []byte
	Epoch data.Epoch
	Seq   uint64
}

// WrappedKey is the key of a case's content, sealed under the village's key.
type WrappedKey struct {
	Case data.CaseID
	Key  []byte
}

// Link returns what is known of the township.
func (s *Store) Link() Link {
	s.mu.RLock()
	defer s.mu.RUnlock()
	l := s.mem.link
	l.Pin, l.Key, l.Asked = slices.Clone(l.Pin), slices.Clone(l.Key), slices.Clone(l.Asked)
	return l
}

// SetLink stores what is known of the township. While an exchange is under way the
// cursor is Receive's to move.
func (s *Store) SetLink(l Link) error {
	return wrap("save link", s.update(func(t *txn) error { return t.putLink(l) }))
}

func (t *txn) putLink(l Link) error {
	b, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return t.put(bucketState, keyLink, seal.Seal(t.s.master, b, ad(bucketState, keyLink)))
}

func (t *txn) link() (l Link, err error) {
	b, err := t.open(t.s.master, bucketState, keyLink)
	if err == nil && b != nil && json.Unmarshal(b, &l) != nil {
		err = fmt.Errorf("link: %w", data.ErrDamaged)
	}
	return l, err
}

// Head returns where the device's log stands: its epoch, the last event's number, 0
// when there is none in this epoch, and its hash.
func (s *Store) Head() (data.Epoch, uint64, data.Hash) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.mem.head.Epoch, s.mem.head.Seq, s.mem.head.Hash
}

// TotalsCheck returns the check over the fact rows that the township has when everything
// is sent, how many there are, and the number of the last own event in them.
func (s *Store) TotalsCheck() (check data.Hash, cases int, head uint64) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.mem.facts.Check(s.mem.factRows), s.mem.factRows, s.mem.head.Seq
}

// Empty reports whether there is no case here.
func (s *Store) Empty() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.mem.items) == 0
}

// Device returns this computer's name.
func (s *Store) Device() data.DeviceID {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.mem.device
}

// Acked returns the number of the last event of the current epoch that the township
// has.
func (s *Store) Acked() uint64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.mem.acked
}

type pending struct {
	events int
	oldest time.Time
}

// Pending returns how many events wait to be sent and when the oldest was written.
func (s *Store) Pending() (events int, oldest time.Time) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.mem.pending.events, s.mem.pending.oldest
}

func (t *txn) pending() (pending, error) {
	own := t.st.own()
	if own.Seq <= t.st.Acked {
		return pending{}, nil
	}
	e, err := t.event(place{t.st.line(), t.st.Acked + 1})
	if err != nil {
		return pending{}, err
	}
	return pending{int(own.Seq - t.st.Acked), time.Unix(e.At, 0)}, nil
}

// After returns the bytes of this device's events of the current epoch that follow
// seq, in order: as many as fit in maxBytes, and one in any case when there is one.
func (s *Store) After(seq uint64, maxBytes int) ([][]byte, error) {
	var out [][]byte
	err := s.view(func(t *txn) error {
		size := 0
		for n := seq + 1; n <= t.st.own().Seq; n++ {
			b, err := t.rawEvent(place{t.st.line(), n})
			if err != nil {
				return err
			}
			if size += len(b); size > maxBytes && len(out) > 0 {
				return nil
			}
			out = append(out, b)
		}
		return nil
	})
	return out, wrap("read log", err)
}

// KeysAfter returns the wrapped keys of the cases that this device's events after seq
// are about, at most count events on, each once. They are safe to send: only the
// village can open them.
func (s *Store) KeysAfter(seq uint64, count int) ([]WrappedKey, error) {
	var out []WrappedKey
	err := s.view(func(t *txn) error {
		seen := map[data.CaseID]bool{}
		for n := seq + 1; n <= min(t.st.own().Seq, seq+uint64(max(count, 0))); n++ {
			e, err := t.event(place{t.st.line(), n})
			if err != nil {
				return err
			}
			if seen[e.Subject] {
				continue
			}
			seen[e.Subject] = true
			if key := t.get(bucketKeys, e.Subject[:]); key != nil {
				out = append(out, WrappedKey{e.Subject, clone(key)})
			}
		}
		return nil
	})
	return out, wrap("read keys", err)
}

// NewEpoch starts a new epoch of the device's log and appends to it, under their own
// UIDs, the events of the last epoch that follow after: the tail the township does not
// have. The old ones stay where they are. It is called at a fork and after a restore.
func (s *Store) NewEpoch(after uint64) error {
	return wrap("new epoch", s.update(func(t *txn) error {
		from, last := t.st.line(), t.st.own().Seq
		t.st.Chains = append(t.st.Chains, chain{Epoch: data.NewEpoch()})
		t.st.Acked, t.st.Renewed, t.st.Drawn = 0, true, nil
		for n := after + 1; n <= last; n++ {
			if err := t.again(place{from, n}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// again appends an event a second time and puts the new one in its place in the case.
func (t *txn) again(old place) error {
	e, err := t.event(old)
	if err != nil {
		return err
	}
	x, err := t.index(e.Subject)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(x.Events, func(x entry) bool { return x.place == old })
	if at < 0 {
		return fmt.Errorf("index: %w", data.ErrDamaged)
	}
	if err := t.moveUp(&e, &x.Events[at]); err != nil {
		return err
	}
	return t.putIndex(e.Subject, x)
}

// moveUp appends an event a second time, under its own UID; at is then its new place.
func (t *txn) moveUp(e *data.Event, at *entry) error {
	if err := t.append(e, e.Body, &index{}); err != nil {
		return err
	}
	at.place = place{t.st.line(), t.st.own().Seq}
	return nil
}
