package sync_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"woshou/data"
	"woshou/data/letter"
	"woshou/data/seal"
	"woshou/sync/wire"
)

// picture is an invented photograph that programs know for one.
func picture(t *testing.T, side int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, side, side))
	copy(img.Pix, photo(uint64(side), len(img.Pix)))
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// office is a browser at the township's pages.
type office struct {
	t    *testing.T
	base string
	http *http.Client
}

var pageToken = regexp.MustCompile(`name="token" value="([^"]+)"`)

// office logs in at the township's pages.
func (w *town) office(t *testing.T) *office {
	t.Helper()
	web := httptest.NewTLSServer(w.srv.Handler())
	t.Cleanup(web.Close)
	o := &office{t, web.URL, web.Client()}
	o.http.Jar, _ = cookiejar.New(nil) // never fails
	path, there := w.srv.PasswordFile()
	b, err := os.ReadFile(path)
	if err != nil || !there {
		t.Fatal(err)
	}
	name, first, _ := strings.Cut(strings.TrimSpace(string(b)), "\n")
	const next = "老樟树下第三块青石板"
	o.post("/login", "name", name, "password", first)
	if a, _ := o.post("/password", "old", first, "next", next, "repeat", next); a.StatusCode != http.StatusOK {
		t.Fatalf("password: %d", a.StatusCode)
	}
	return o
}

func (o *office) post(path string, fields ...string) (*http.Response, string) {
	o.t.Helper()
	form := url.Values{}
	page, err := o.http.Get(o.base + "/password")
	if err != nil {
		o.t.Fatal(err)
	}
	body, err := io.ReadAll(page.Body)
	_ = page.Body.Close()
	if m := pageToken.FindSubmatch(body); m != nil {
		form.Set("token", string(m[1]))
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	a, err2 := o.http.PostForm(o.base+path, form)
	if err := errors.Join(err, err2); err != nil {
		o.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	if body, err = io.ReadAll(a.Body); err != nil {
		o.t.Fatal(err)
	}
	return a, string(body)
}

// An attachment goes from the village's disk to the clerk's screen, the same to the last byte,
// and before what is newer; what did not go along opens with no key of the letter; when the
// village destroys the case it is gone.
func TestHandFiles_FromTheVillageToThePage(t *testing.T) {
	w := newTown(t)
	line := newLine(w)
	v := w.newVillage(t, line)
	id := v.add()
	newer := v.add()
	v.sync()
	contents := [][]byte{picture(t, 500), picture(t, 300), picture(t, 200)}
	v.attach(newer, picture(t, 100))
	var all []data.Attachment
	for _, content := range contents {
		all = append(all, v.attach(id, content))
	}
	v.handUp(id, all[2], all[1])
	var order []string
	line.plan = func(request, _ []byte) fault {
		r, err := wire.Verify(v.key(), request)
		if request == nil || err != nil {
			return fault{}
		}
		for _, p := range r.Sent {
			if name := hex.EncodeToString(p.Name[:]); len(p.Bytes) > 0 && (len(order) == 0 || order[len(order)-1] != name) {
				order = append(order, name)
			}
		}
		return fault{}
	}
	v.sync()
	h := w.handUps()[0]
	key := string(h.Village) + "." + h.ID.String()
	clerk := w.office(t)
	if _, page := clerk.post("/handups/open", "case", key); strings.Count(page, "还没有传到") != 2 {
		t.Error("the page does not say that two files have not come")
	}
	v.syncFiles()
	l, _, _, err := w.srv.ReadHandUp(t.Context(), "clerk", h.Village, h.ID)
	if err != nil || len(l.Files) != 2 {
		t.Fatal(l, err)
	}
	if len(order) != 4 || !containsBoth(order[:2], l.Files[0].Name, l.Files[1].Name) {
		t.Errorf("the files went in the order %v, the letter has %s and %s", order, l.Files[0].Name, l.Files[1].Name)
	}
	for i, n := range []int{2, 1} {
		a, body := clerk.post("/handups/file", "case", key, "file", l.Files[i].Name)
		if a.StatusCode != http.StatusOK || body != string(contents[n]) || a.Header.Get("Content-Type") != "image/jpeg" {
			t.Errorf("file %d: %d, %d of %d bytes", n, a.StatusCode, len(body), len(contents[n]))
		}
	}
	kept, _ := v.st.SealedFile(id, all[0])
	if a, _ := clerk.post("/handups/file", "case", key, "file", kept.Name); a.StatusCode != http.StatusNotFound {
		t.Errorf("a file that did not go along: %d", a.StatusCode)
	}
	wantShut(t, w, l, all[0], kept.Name)
	wantNowhere(t, w, contents...)

	committee := v.st.Committee()
	committee.Destructions = append(committee.Destructions, data.Destruction{
		ID: data.NewElementID(), DoneOn: 20100, Cases: []data.DestroyedCase{{ID: data.NewElementID(), Case: id}},
	})
	if err := v.st.SaveCommittee("destroy", committee); err != nil {
		t.Fatal(err)
	}
	if n, err := v.st.EraseListed(); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	v.syncFiles()
	for _, f := range l.Files {
		if a, body := clerk.post("/handups/file", "case", key, "file", f.Name); a.StatusCode != http.StatusConflict || !strings.Contains(body, "已经销毁") {
			t.Errorf("after the case was destroyed: %d", a.StatusCode)
		}
	}
	if n := len(w.kept()); n != 1 { // the newer case's
		t.Errorf("%d files are kept", n)
	}
	v.wantSame(2)
}

func containsBoth(all []string, a, b string) bool {
	joined := strings.Join(all, " ")
	return strings.Contains(joined, a) && strings.Contains(joined, b)
}

// wantShut checks that no key of a letter opens another file of the case, as it lies at the
// township.
func wantShut(t *testing.T, w *town, l *letter.Letter, a data.Attachment, name string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(w.dir, "files", "*", "*", name+".*"))
	if err != nil || len(paths) != 1 {
		t.Fatal(paths, err)
	}
	raw, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range l.Files {
		for _, called := range []string{name, f.Name} {
			form := seal.File{Name: called, Hash: a.Hash, Size: a.Size}
			if _, err := form.ReadAll(bytes.NewReader(raw), seal.FileKeys{Case: seal.NewKey(f.Key), Own: seal.NewKey(f.Key)}); !errors.Is(err, data.ErrDamaged) {
				t.Errorf("%s opens with the key of %s: %v", name, f.Name, err)
			}
		}
	}
}

// wantNowhere checks that no content lies open in the township's folder, even after it was
// shown.
func wantNowhere(t *testing.T, w *town, contents ...[]byte) {
	t.Helper()
	err := filepath.WalkDir(w.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, c := range contents {
			if bytes.Contains(b, c[len(c)/2:len(c)/2+64]) {
				t.Errorf("%s has a content", filepath.Base(path))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// By stick the letter and the files come too.
func TestHandFiles_ByStick(t *testing.T) {
	w := newTown(t)
	v := w.newVillage(t, noLine(w))
	v.knowTown()
	id := v.add()
	content := picture(t, 300)
	a := v.attach(id, content)
	v.handUp(id, a)
	w.stick(v.write(true))
	h := w.handUps()[0]
	f, _ := v.st.SealedFile(id, a)
	got, body := w.office(t).post("/handups/file", "case", string(h.Village)+"."+h.ID.String(), "file", f.Name)
	if got.StatusCode != http.StatusOK || body != string(content) {
		t.Errorf("%d, %d of %d bytes", got.StatusCode, len(body), len(content))
	}
	if err := v.st.Verify(); err != nil {
		t.Error(err)
	}
}
