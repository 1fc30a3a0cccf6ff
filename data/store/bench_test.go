package store

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"woshou/data"
)

var (
	tenOnce sync.Once
	tenPath string
)

// tenThousand returns a record of 10,000 cases, made once, opened.
func tenThousand(b *testing.B) *Store {
	b.Helper()
	tenOnce.Do(func() {
		dir, err := os.MkdirTemp("", "store")
		if err != nil {
			b.Fatal(err)
		}
		s, _, err := Create(filepath.Join(dir, "record"), NewRecord{testCommittee(), head, password}, testOptions())
		if err != nil {
			b.Fatal(err)
		}
		fill(b, s, 10_000)
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		tenPath = s.path
	})
	return open(b, tenPath)
}

func TestMain(m *testing.M) {
	code := m.Run()
	if tenPath != "" {
		_ = os.RemoveAll(filepath.Dir(tenPath))
	}
	os.Exit(code)
}

func open(t testing.TB, path string) *Store {
	t.Helper()
	l, err := Open(path, testOptions())
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Unlock(password)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func BenchmarkSave(b *testing.B) {
	s := tenThousand(b)
	r := rand.New(rand.NewPCG(3, 4))
	rows := s.Rows()
	for b.Loop() {
		before, err := s.Case(rows[r.IntN(len(rows))].ID)
		if err != nil {
			b.Fatal(err)
		}
		after := before.Clone()
		after.Claimed++
		save(b, s, before, after)
	}
}

// BenchmarkSync is the disk's own cost of the bytes of one save.
func BenchmarkSync(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "f"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	buf := make([]byte, 4096)
	for b.Loop() {
		if _, err := f.Write(buf); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnlock10k(b *testing.B) {
	if err := tenThousand(b).Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		l, err := Open(tenPath, testOptions())
		if err != nil {
			b.Fatal(err)
		}
		s, err := l.Unlock(password)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMemory10k reports what an unlocked record of 10,000 cases keeps in memory.
func BenchmarkMemory10k(b *testing.B) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s := tenThousand(b)
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&after)
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
	runtime.KeepAlive(s)
}

func BenchmarkFind10k(b *testing.B) {
	s := tenThousand(b)
	for _, text := range []string{"zjg", "杨秀莲", "𬭎", "1390", "推搡", "nothing"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				s.Find(Query{Text: text, Limit: 50})
			}
		})
	}
}

func BenchmarkDue10k(b *testing.B) {
	s := tenThousand(b)
	for b.Loop() {
		s.Due(740000, nil)
	}
}

func BenchmarkCases10k(b *testing.B) {
	s := tenThousand(b)
	for b.Loop() {
		s.Cases(func(*data.Case) bool { return true })
	}
}

func BenchmarkArgon2(b *testing.B) {
	w := keyWrap{Argon2: DefaultArgon2, Salt: make([]byte, saltSize)}
	for b.Loop() {
		w.passwordKey(password)
	}
}
