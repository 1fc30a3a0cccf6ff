package store

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"reflect"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"woshou/data"
)

// Any record is read back from its snapshot as encoding/json reads it, and, but for what
// is kept as JSON in it, without that.
func TestDecodeRecord(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(41, 1))
	for n := range 400 {
		for _, from := range []data.Record{new(data.Case), new(data.Committee)} {
			anyValue(r, reflect.ValueOf(from).Elem(), n)
			plain := must(json.Marshal(from))(t)
			sameRead(t, from, plain)
			read, b := readCase, written{plain}
			if _, committee := from.(*data.Committee); committee {
				read = readCommittee
			}
			into := reflect.New(reflect.TypeOf(from).Elem())
			if quick := read(&b, into.Elem()); !quick && n%5 > 0 {
				t.Fatalf("given up at %.80q", b.left)
			}
		}
	}
}

// sameRead reads a snapshot into a record like one that is given both ways.
func sameRead(t *testing.T, like data.Record, plain []byte) {
	t.Helper()
	fresh := func() data.Record { return reflect.New(reflect.TypeOf(like).Elem()).Interface().(data.Record) }
	want, got := fresh(), fresh()
	if err := json.Unmarshal(plain, want); err != nil {
		return
	}
	if err := decodeRecord(plain, got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(want, got) {
		t.Fatal(cmp.Diff(want, got))
	}
}

// anyValue fills a value; one in five is kept as JSON where there may be such.
func anyValue(r *rand.Rand, v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(pick(r, []string{"", "叶建国", "a\"b\\c", "一\n二\t三\r\u0001\u2028", "<&>", "𬭎𨱔", "x/y", words(r, 1)}))
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(pick(r, []int64{0, 1, -1, 730_000, 1 << 40}))
	case reflect.Int32: // a day
		v.SetInt(int64(739_000 + r.IntN(1000)))
	case reflect.Array:
		for i := range v.Len() {
			v.Index(i).SetUint(uint64(r.IntN(256)))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type() != reflect.TypeFor[data.Folded]() {
				anyValue(r, v.Field(i), n)
			} else if n%5 == 0 {
				v.Set(reflect.ValueOf(data.Folded{
					Conflicts: []data.Conflict{{ID: "c1", Other: json.RawMessage(`{"x":[1]}`)}},
					Extra:     map[string]json.RawMessage{"later": json.RawMessage("1")},
				}))
			}
		}
	case reflect.Slice:
		if some := r.IntN(3); some > 0 {
			v.Set(reflect.MakeSlice(v.Type(), some-1, some-1))
		}
		for i := range v.Len() {
			anyValue(r, v.Index(i), n)
		}
	}
}

// A snapshot of a program with other fields, or in another order, is read as ever.
func TestDecodeRecord_OtherProgram(t *testing.T) {
	t.Parallel()
	for _, plain := range []string{
		`{"status":"draft","id":"000102030405060708090a0b0c0d0e0f"}`, `{"place":"晒谷场","later":{"x":[1,2]},"summary":"s"}`,
		`{ "place" : "村口" }`, `{"PLACE":"村口"}`, `{"parties":null,"claimed":3}`, `{"claimed":3}`, `{}`, `{"place":"\ud842\udfb7"}`,
	} {
		sameRead(t, new(data.Case), []byte(plain))
	}
	for _, plain := range []string{``, `{`, `{"place":"`, `{"place":"\`, `{"place":"\u00`, `{"claimed":`, `{"parties":[`, `{}{}`, `{"claimed":1,}`, `[]`} {
		if err := decodeRecord([]byte(plain), new(data.Case)); err == nil {
			t.Errorf("%s was read", plain)
		}
	}
}

// Whatever JSON it is, it is read as encoding/json reads it.
func FuzzDecodeRecord(f *testing.F) {
	for n := range 3 {
		plain, err := json.Marshal(sampleCase(rand.New(rand.NewPCG(1, uint64(n))), n))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(plain)
	}
	b, err := os.ReadFile("testdata/version2.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		if !utf8.Valid(b) {
			return // Marshal writes nothing else
		}
		sameRead(t, new(data.Case), b)
		sameRead(t, new(data.Committee), b)
	})
}
