package tables

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"math"
	"testing"

	"github.com/klauspost/compress/zstd"

	"woshou/data"
)

// sink takes every record and has none.
type sink struct{ Txn }

func (sink) Scan(*Table, Range, func(k, v []byte) (bool, error)) error { return nil }
func (sink) Put(*Table, []byte, []byte) error                          { return nil }

// newerBackup returns a backup with one record of a table that nobody knows, and says how
// many bytes it holds. The byte at change is another than when the sum was made.
func newerBackup(t *testing.T, change int) (backup []byte, size int) {
	t.Helper()
	var plain, out bytes.Buffer
	if err := errors.Join(writeItems(&plain, []byte("tables of tomorrow"), []byte{1, 'v', 0}, []byte("value")), writeItems(&plain, nil)); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(plain.Bytes())
	size = plain.Len()
	if change < size {
		plain.Bytes()[change] ^= 1
	}
	out.Write(backupHead)
	z, err := zstd.NewWriter(&out)
	if err == nil {
		_, err = z.Write(append(plain.Bytes(), sum[:]...))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), size
}

// A table that nobody knows shows a newer version, if nothing was changed on the way.
func TestImport_OfANewerVersion(t *testing.T) {
	newer, size := newerBackup(t, math.MaxInt)
	if err := Import(sink{}, bytes.NewReader(newer), nil); !errors.Is(err, data.ErrNewer) {
		t.Errorf("a newer backup: %v", err)
	}
	for at := range size {
		changed, _ := newerBackup(t, at)
		if err := Import(sink{}, bytes.NewReader(changed), nil); !errors.Is(err, data.ErrDamaged) {
			t.Errorf("changed at %d: %v", at, err)
		}
	}
}
