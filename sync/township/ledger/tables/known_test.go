package tables

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
)

// What is known is what was noted last or nothing, and takes little more memory than told.
func TestKnown_ForgetsOnlyWhatIsOld(t *testing.T) {
	c := Known{Size: 50 * 110} // about 50 of these
	last := map[string][]byte{}
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 5000 {
		k := fmt.Sprintf("%03d", r.IntN(400))
		if v, known := c.Get(heads, []byte(k)); known && !bytes.Equal(v, last[k]) {
			t.Fatalf("%s is known as %q, and is %q", k, v, last[k])
		}
		last[k] = fmt.Append(nil, n)
		c.Keep(Writes{heads: {k: last[k]}})
		if v, known := c.Get(heads, []byte(k)); !known || !bytes.Equal(v, last[k]) {
			t.Fatalf("%s was kept and is known as %q, %v", k, v, known)
		}
		if kept := len(c.young[heads]) + len(c.old[heads]); kept > 110 {
			t.Fatalf("%d records are kept", kept)
		}
	}
	if c.Forget(); len(c.young)+len(c.old) > 0 {
		t.Error("something is still known")
	}
}
