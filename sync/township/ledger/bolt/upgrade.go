package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// upgrade brings a file of format 1, which version 0.3.0 wrote, to format 2, in one
// transaction: every entry gets the digest of its stream, every case its last event,
// every village the sum of its rows; what each exchange changes is kept apart. The
// tallies follow from the rows, by the township's rule.
func upgrade(t *tx) error {
	last := map[string]uint64{}
	return errors.Join(t.upgradeStream(last), t.upgradeCases(last), t.upgradeVillages(), t.upgradeDevices())
}

// each calls f with every record of a bucket; f may write to the bucket.
func (t *tx) each(bucket []byte, f func(k, v []byte) error) error {
	var keys, values [][]byte
	err := t.b.Bucket(bucket).ForEach(func(k, v []byte) error {
		keys, values = append(keys, bytes.Clone(k)), append(values, bytes.Clone(v))
		return nil
	})
	for i := range keys {
		if err == nil {
			err = f(keys[i], values[i])
		}
	}
	return err
}

// upgradeStream gives the entries their digests, in the order of their keys: by
// village and gsn.
func (t *tx) upgradeStream(last map[string]uint64) error {
	var digest data.Hash
	return t.each(bucketStream, func(k, v []byte) error {
		if len(k) < 9 || len(k) != int(k[0])+9 {
			return fmt.Errorf("stream entry: %w", data.ErrDamaged)
		}
		village := k[:len(k)-8]
		gsn := binary.BigEndian.Uint64(k[len(village):])
		e, err := unpackEntry1(v)
		if err != nil {
			return err
		}
		if gsn == 1 {
			digest = data.Hash{}
		}
		digest = data.Chain(digest, e.Hash[:])
		e.Digest = digest
		about := append(bytes.Clone(village), e.Subject[:]...)
		last[string(about)] = gsn
		return errors.Join(t.put(bucketStream, k, packEntry(e)), t.put(bucketAbout, append(about, number(gsn)...), []byte{}))
	})
}

func unpackEntry1(b []byte) (ledger.Entry, error) {
	u := unpacker{b: b}
	e := ledger.Entry{Chain: u.chain(), Seq: u.uint()}
	u.fixed(e.Hash[:])
	u.fixed(e.Subject[:])
	e.Received = u.time()
	e.Reason = ledger.Reason(u.text())
	e.Event = u.rest()
	return e, u.err("stream entry")
}

func (t *tx) upgradeCases(last map[string]uint64) error {
	return t.each(bucketCases, func(k, v []byte) error {
		u := unpacker{b: v}
		c := ledger.Case{Village: ledger.VillageID(u.text()), Fence: u.uint(), GSN: u.uint(), Row: u.rest()}
		if u.bad || copy(c.ID[:], k) != len(k) {
			return fmt.Errorf("case: %w", data.ErrDamaged)
		}
		c.Last = last[string(villageKey(c.Village, k))]
		return errors.Join(t.put(bucketCases, k, packCase(c)), t.move(bucketNewest, nil, newestKey(&c), k))
	})
}

func (t *tx) upgradeVillages() error {
	return t.each(bucketVillages, func(k, v []byte) error {
		old, err := unjson[struct {
			ledger.Village
			GSN   uint64
			Heard time.Time
		}](v)
		if err != nil {
			return err
		}
		village := old.Village
		village.GSN, village.Heard = old.GSN, old.Heard
		cases, err := t.Cases(village.ID)
		if err != nil {
			return err
		}
		for _, c := range cases {
			village.Cases, village.Sum = village.Cases+1, village.Sum.Plus(c.Row)
		}
		return t.PutVillage(village)
	})
}

func (t *tx) upgradeDevices() error {
	return t.each(bucketDevices, func(k, v []byte) error {
		old, err := unjson[struct {
			ledger.Device
			Report ledger.Report
		}](v)
		if err != nil {
			return err
		}
		old.Device.Report = old.Report
		return t.PutDevice(old.Device)
	})
}
