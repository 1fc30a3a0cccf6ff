// Package bolt keeps a township's ledger in one bbolt file: the store of a
// township that needs no database server. It knows no rule of the exchange.
package bolt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"woshou/data"
	"woshou/sync/township/ledger"
)

// format is the version of the file's layout, kept under keyFormat.
const format = 2

// lockWait is how long Open waits for another program to let go of the file.
const lockWait = 2 * time.Second

// The buckets and, behind each, its keys.
var (
	bucketMeta     = []byte("meta")     // keyFormat, keyEpoch, keyTallyRule, keyUplink
	bucketVillages = []byte("villages") // village
	bucketStands   = []byte("stands")   // village -> what every exchange changes of it
	bucketDevices  = []byte("devices")  // device
	bucketReports  = []byte("reports")  // device -> what it last said
	bucketCodes    = []byte("codes")    // selector
	bucketChains   = []byte("chains")   // device, epoch, seq -> hash
	bucketStream   = []byte("stream")   // village, gsn -> entry
	bucketAbout    = []byte("about")    // village, case, gsn: the stream by case
	bucketUIDs     = []byte("uids")     // village, uid
	bucketHeld     = []byte("held")     // running number -> held entry
	bucketHeldAt   = []byte("held_at")  // device, hash, reason: what is held already
	bucketHeldSize = []byte("held_size")
	bucketCases    = []byte("cases")    // case -> case
	bucketOwned    = []byte("owned")    // village, case: those with a row
	bucketNewest   = []byte("newest")   // village, last gsn -> case
	bucketKeys     = []byte("keys")     // village, case -> sealed key
	bucketTallies  = []byte("tallies")  // village, figure, month, since, type, outcome -> tally
	bucketHandUps  = []byte("handups")  // village, uid -> hand-up
	bucketHanded   = []byte("handed")   // time received, village, uid
	bucketOwn      = []byte("own")      // epoch, seq -> event of the township's own chain
	bucketDirty    = []byte("dirty")    // case
	bucketAccounts = []byte("accounts") // name
	bucketSessions = []byte("sessions") // ID
	bucketActs     = []byte("acts")     // running number

	keyFormat    = []byte("format")
	keyEpoch     = []byte("epoch")
	keyTallyRule = []byte("tally_rule")
	keyUplink    = []byte("uplink")
)

var buckets = [][]byte{
	bucketMeta, bucketVillages, bucketStands, bucketDevices, bucketReports, bucketCodes,
	bucketChains, bucketStream, bucketAbout, bucketUIDs, bucketHeld, bucketHeldAt, bucketHeldSize,
	bucketCases, bucketOwned, bucketNewest, bucketKeys, bucketTallies, bucketHandUps, bucketHanded,
	bucketOwn, bucketDirty, bucketAccounts, bucketSessions, bucketActs,
}

// Ledger is a ledger in a bbolt file.
type Ledger struct{ db *bbolt.DB }

var _ ledger.Ledger = (*Ledger)(nil)

// Open opens the file at path and makes it if it is not there. The error wraps
// data.ErrLocked when another program holds it, data.ErrNewer when a newer
// version wrote it, data.ErrDamaged when it is no such file.
func Open(path string) (l *Ledger, err error) {
	defer func() {
		if p := recover(); p != nil { // bbolt panics on pages that contradict themselves
			l, err = nil, fmt.Errorf("open ledger %s: %w", path, data.ErrDamaged)
		}
	}()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockWait, FreelistType: bbolt.FreelistMapType})
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, fmt.Errorf("open ledger %s: %w", path, data.ErrLocked)
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return nil, fmt.Errorf("open ledger %s: %w", path, data.ErrDamaged)
	case err != nil:
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	if err := db.Update(prepare); err != nil {
		return nil, errors.Join(fmt.Errorf("open ledger %s: %w", path, err), db.Close())
	}
	return &Ledger{db}, nil
}

// prepare makes the buckets, or checks that the file's layout is known and brings an
// older one up to date.
func prepare(b *bbolt.Tx) error {
	for _, name := range buckets {
		if _, err := b.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	meta := b.Bucket(bucketMeta)
	v := meta.Get(keyFormat)
	if v == nil {
		epoch := data.NewEpoch()
		return errors.Join(meta.Put(keyFormat, binary.AppendUvarint(nil, format)), meta.Put(keyEpoch, epoch[:]))
	}
	switch n, _ := binary.Uvarint(v); {
	case n == 0:
		return data.ErrDamaged
	case n > format:
		return data.ErrNewer
	case n == 1:
		return errors.Join(upgrade(&tx{b}), meta.Put(keyFormat, binary.AppendUvarint(nil, format)))
	}
	return nil
}

// View runs f on one snapshot.
func (l *Ledger) View(ctx context.Context, f func(ledger.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return l.db.View(func(b *bbolt.Tx) error { return f(&tx{b}) })
}

// Update runs f in one transaction, synced to disk before it returns nil.
func (l *Ledger) Update(ctx context.Context, f func(ledger.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return l.db.Update(func(b *bbolt.Tx) error { return f(&tx{b}) })
}

// Close waits for running transactions and closes the file.
func (l *Ledger) Close() error { return l.db.Close() }

// tx is one transaction; only Update hands it out as a ledger.Tx.
type tx struct{ b *bbolt.Tx }

func (t *tx) get(bucket, key []byte) ([]byte, error) {
	v := t.b.Bucket(bucket).Get(key)
	if v == nil {
		return nil, fmt.Errorf("%s: %w", bucket, data.ErrNotFound)
	}
	return v, nil
}

func (t *tx) put(bucket, key, value []byte) error {
	if err := t.b.Bucket(bucket).Put(key, value); err != nil {
		return fmt.Errorf("write %s: %w", bucket, err)
	}
	return nil
}

func (t *tx) delete(bucket, key []byte) error {
	if err := t.b.Bucket(bucket).Delete(key); err != nil {
		return fmt.Errorf("delete from %s: %w", bucket, err)
	}
	return nil
}

// next returns the next running number of a bucket as a key.
func (t *tx) next(bucket []byte) ([]byte, error) {
	n, err := t.b.Bucket(bucket).NextSequence()
	if err != nil {
		return nil, fmt.Errorf("number in %s: %w", bucket, err)
	}
	return binary.BigEndian.AppendUint64(nil, n), nil
}
