package view

import (
	"bytes"
	"context"
	"errors"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"woshou/data"
	"woshou/data/backup"
	"woshou/data/store"
)

// photo is an invented photo; each seed gives another.
func photo(t testing.TB, seed uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 90, 60))
	for i := range img.Pix {
		img.Pix[i] = uint8(i) * seed
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pngOf(t testing.TB, w, h int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var pdfText = []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n")

// backedUp gives a desk a keeper.
func backedUp(d *Desk) {
	d.Backups = backup.New(d.Store.Path(), backup.Options{Now: d.Now, Store: cheap})
}

func TestAttachFile(t *testing.T) {
	d, c := played(t, "01", "session", 1, "2026-07-10")
	c, err := d.SetEvidence(c, data.Evidence{Title: "屋檐", Pages: 1})
	if err != nil {
		t.Fatal(err)
	}
	about := c.Evidence[0].ID
	if c, err = d.AttachFile(c, AttachmentForm{About: about, Name: `C:\照片\屋檐.JPG`, Content: photo(t, 3)}); err != nil {
		t.Fatal(err)
	}
	if c, err = d.AttachFile(c, AttachmentForm{Name: "委托书.pdf", Content: pdfText}); err != nil {
		t.Fatal(err)
	}
	a := c.Attachments[0]
	if a.Name != "屋檐.JPG" || a.Media != data.JPEG || a.About != about || a.On != d.Today() || a.By != d.Store.Author() || a.Size != len(photo(t, 3)) {
		t.Errorf("%+v", a)
	}
	rows := d.Attachments(c, about)
	if len(rows) != 1 || rows[0].State != "" || rows[0].Covered || !strings.Contains(rows[0].What, "KB") {
		t.Errorf("%+v", rows)
	}
	for i, want := range [][]byte{photo(t, 3), pdfText} {
		got, err := d.OpenAttachment(context.Background(), c, c.Attachments[i].ID)
		if err != nil || !bytes.Equal(got.Content, want) || len(got.Case.Looks) != 0 {
			t.Errorf("%d: %v", i, err)
		}
	}
	if facts := d.Store.Facts(); len(facts) != 1 {
		t.Errorf("%d facts", len(facts))
	}
	c, err = d.RemoveAttachment(c, a.ID)
	if err != nil || len(c.Attachments) != 1 {
		t.Fatalf("%+v, %v", c.Attachments, err)
	}
	if left, _ := os.ReadDir(store.AttachmentsPath(d.Store.Path())); len(left) != 1 {
		t.Errorf("%d files are left", len(left))
	}
	if _, err := d.RemoveAttachment(c, a.ID); !errors.Is(err, data.ErrNotFound) {
		t.Errorf("twice: %v", err)
	}
	history, err := d.History(c.ID)
	if err != nil || history[0].What != "删除附件：屋檐.JPG" || history[1].What != "添加附件：委托书.pdf" || history[0].Who == "" {
		t.Errorf("%+v, %v", history[:2], err)
	}
}

func TestAttachFile_Refuses(t *testing.T) {
	d, c := played(t, "01", "draft", 1, "2026-07-10")
	whole, img := photo(t, 3), pngOf(t, 9, 9)
	broken := bytes.Clone(img)
	broken[len(broken)-20] ^= 1
	huge := pngOf(t, 1, 1)
	copy(huge[16:], []byte{0, 1, 0, 0, 0, 1, 0, 0}) // 65,536 by 65,536, with the sum put right
	sum := crc32.ChecksumIEEE(huge[12:29])
	copy(huge[29:], []byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)})
	for name, tt := range map[string]struct {
		in    AttachmentForm
		field string
		code  string
	}{
		"nothing":           {AttachmentForm{}, "attachment.file", "file.nothing"},
		"too large":         {AttachmentForm{Content: make([]byte, data.MaxAttachment+1)}, "attachment.file", "file.heavy"},
		"a table":           {AttachmentForm{Name: "a.jpg", Content: []byte("PK\x03\x04 xlsx")}, "attachment.file", "file.kind"},
		"a program":         {AttachmentForm{Name: "a.pdf", Content: []byte("MZ\x90")}, "attachment.file", "file.kind"},
		"half a photo":      {AttachmentForm{Content: whole[:len(whole)/2]}, "attachment.file", "file.broken"},
		"a photo's end off": {AttachmentForm{Content: whole[:len(whole)-2]}, "attachment.file", "file.broken"},
		"a photo's start":   {AttachmentForm{Content: whole[:3]}, "attachment.file", "file.broken"},
		"a changed image":   {AttachmentForm{Content: broken}, "attachment.file", "file.broken"},
		"half an image":     {AttachmentForm{Content: img[:len(img)-1]}, "attachment.file", "file.broken"},
		"half a paper":      {AttachmentForm{Content: pdfText[:20]}, "attachment.file", "file.broken"},
		"a giant":           {AttachmentForm{Content: huge}, "attachment.file", "image.large"},
		"about nothing":     {AttachmentForm{Content: whole, About: "none"}, "attachment.about", "choice.empty"},
		"about a draft":     {AttachmentForm{Content: whole, About: c.Agreements[0].ID}, "attachment.about", "attachment.draft"},
		"a printing":        {AttachmentForm{Content: whole, Print: 1}, "attachment.print", "attachment.print"},
	} {
		_, err := d.AttachFile(c, tt.in)
		var bad *data.Invalid
		if !errors.As(err, &bad) || bad.Field != tt.field || bad.Code != tt.code {
			t.Errorf("%s: %v", name, err)
		}
		if m := Explain(d.Words, err); m.Title == "" || m.Text == "" {
			t.Errorf("%s: in words %+v", name, m)
		}
	}
	if _, err := os.Stat(store.AttachmentsPath(d.Store.Path())); err == nil {
		t.Error("something was written")
	}
}

// Telephones put things of their own behind a photo; a photo may be called anything.
func TestAttachFile_TakesWhatTelephonesMake(t *testing.T) {
	d, c := played(t, "01", "session", 1, "2026-07-10")
	for name, content := range map[string][]byte{
		"动态照片.jpg": append(photo(t, 3), "ftypmp42 a film behind it"...), "截图": pngOf(t, 30, 20),
		"../../etc/passwd": photo(t, 5), "\u202egpj.exe": photo(t, 7), "": photo(t, 9), strings.Repeat("长", 300) + ".jpeg": photo(t, 11),
	} {
		after, err := d.AttachFile(c, AttachmentForm{Name: name, Content: content})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		c = after
	}
	for _, a := range c.Attachments {
		if a.Name == "" || len([]rune(a.Name)) > 120 || strings.ContainsAny(a.Name, "/\\\u202e") {
			t.Errorf("the name is %q", a.Name)
		}
	}
}

// The signed scan stands with the version, and the printing, that it shows, also after that
// is frozen and after the case is archived; then nothing is taken out any more.
func TestAttachFile_OfASignedAgreement(t *testing.T) {
	d, c := played(t, "05", "archive", 1, "2026-12-30")
	a := c.Agreements[0]
	got, err := d.AttachFile(c, AttachmentForm{About: a.ID, Name: "签字.pdf", Content: pdfText, Print: a.Prints})
	if err != nil {
		t.Fatal(err)
	}
	if rows := d.Attachments(got, a.ID); len(rows) != 1 || !strings.Contains(rows[0].What, "第1次打印") {
		t.Errorf("%+v", rows)
	}
	if _, err := d.AttachFile(got, AttachmentForm{About: a.ID, Content: pdfText, Print: a.Prints + 1}); err == nil {
		t.Error("a printing that was not made")
	}
	_, err = d.RemoveAttachment(got, got.Attachments[0].ID)
	wantRefused(t, err, "detach.archived")
	if len(got.Conflicts) != 0 || got.Status != data.Archived {
		t.Errorf("%s, %+v", got.Status, got.Conflicts)
	}
}

// Opening what is sensitive is noted before it is shown, also for a reader.
func TestOpenAttachment_NotesALook(t *testing.T) {
	d, c := played(t, "01", "session", 1, "2026-07-10")
	c, err := d.SetEvidence(c, data.Evidence{Title: "病历", Kind: medical})
	if err != nil {
		t.Fatal(err)
	}
	c, err = d.AttachFile(c, AttachmentForm{About: c.Evidence[0].ID, Name: "病历.jpg", Content: photo(t, 3)})
	if err != nil {
		t.Fatal(err)
	}
	if c, err = d.AttachFile(c, AttachmentForm{About: c.Parties[0].ID, Name: "身份证.jpg", Content: photo(t, 5), Sensitive: true}); err != nil {
		t.Fatal(err)
	}
	withReader(t, d)
	if err := d.Store.SwitchUser(readerPassword); err != nil {
		t.Fatal(err)
	}
	for i, a := range c.Attachments {
		got, err := d.OpenAttachment(context.Background(), c, a.ID)
		if err != nil || len(got.Case.Looks) != i+1 || got.Case.Looks[i].Element != a.ID || len(got.Content) == 0 {
			t.Fatalf("%s: %v", a.Name, err)
		}
		c = got.Case
		if !d.Attachments(c, a.About)[0].Covered {
			t.Errorf("%s is not covered", a.Name)
		}
	}
	history, err := d.History(c.ID)
	if err != nil || history[0].What != "看了遮住的内容：身份证.jpg" || history[1].What != "看了遮住的内容：病历.jpg" {
		t.Errorf("%+v, %v", history[:2], err)
	}
	if _, err := d.AttachFile(c, AttachmentForm{Name: "x.jpg", Content: photo(t, 9)}); err == nil {
		t.Error("a reader attached something")
	}
	if _, err := d.RemoveAttachment(c, c.Attachments[0].ID); err == nil || len(d.Attachments(c, c.Attachments[0].About)) != 1 {
		t.Errorf("a reader took something out: %v", err)
	}
	if _, err := d.OpenAttachment(context.Background(), c, c.Attachments[0].ID); err != nil {
		t.Errorf("after that: %v", err)
	}
}

// What is gone or damaged comes back from a backup, at opening or at the start; without one
// it is said plainly.
func TestOpenAttachment_ComesBackFromABackup(t *testing.T) {
	d, c := played(t, "01", "session", 1, "2026-07-10")
	c, err := d.AttachFile(c, AttachmentForm{Name: "照片.jpg", Content: photo(t, 3)})
	if err != nil {
		t.Fatal(err)
	}
	id := c.Attachments[0].ID
	f, _ := d.Store.SealedFile(c.ID, c.Attachments[0])
	path, _ := d.Store.FilePath(f)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bad := bytes.Clone(whole)
	bad[len(bad)/2] ^= 1
	lose := map[string]func() error{
		"attachment.lost":    func() error { return os.Remove(path) },
		"attachment.damaged": func() error { return os.WriteFile(path, bad, 0o600) },
	}
	for code, do := range lose {
		if err := do(); err != nil {
			t.Fatal(err)
		}
		_, err := d.OpenAttachment(context.Background(), c, id)
		wantRefused(t, err, code)
		if m := Explain(d.Words, err); m.Hint == "" {
			t.Errorf("%s: in words %+v", code, m)
		}
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	backedUp(d)
	if _, err := d.Backups.Make(context.Background(), d.Store, t.TempDir(), quiet); err != nil {
		t.Fatal(err)
	}
	at := d.Now()
	d.Now = func() time.Time { at = at.Add(time.Minute); return at }
	for code, do := range lose {
		if err := do(); err != nil {
			t.Fatal(err)
		}
		got, err := d.OpenAttachment(context.Background(), c, id)
		if err != nil || !bytes.Equal(got.Content, photo(t, 3)) {
			t.Errorf("%s: %v", code, err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if rows := d.Attachments(c, ""); rows[0].State == "" || rows[0].Tone != Warn {
		t.Errorf("%+v", rows)
	}
	if text, err := d.MendAttachments(context.Background()); err != nil || !strings.Contains(text, "有1个附件") || !strings.Contains(text, "找回") {
		t.Errorf("%q, %v", text, err)
	}
	if text, err := d.MendAttachments(context.Background()); err != nil || text != "" {
		t.Errorf("when all is well: %q, %v", text, err)
	}
	if err := errors.Join(os.Remove(path), os.RemoveAll(filepath.Join(d.Backups.Notes()[0].Folder, backup.PoolName))); err != nil {
		t.Fatal(err)
	}
	if text, err := d.MendAttachments(context.Background()); err != nil || !strings.Contains(text, "备份里也没有") {
		t.Errorf("%q, %v", text, err)
	}
}

// A packed case takes its attachments along; one that cannot be read here stays out.
func TestPackCase_TakesAttachmentsAlong(t *testing.T) {
	d, c := played(t, "01", "mark", 1, "2026-03-24")
	for i := range 3 {
		after, err := d.AttachFile(c, AttachmentForm{Name: "照片.jpg", Content: photo(t, uint8(3+2*i))})
		if err != nil {
			t.Fatal(err)
		}
		c = after
	}
	f, _ := d.Store.SealedFile(c.ID, c.Attachments[1])
	gone, _ := d.Store.FilePath(f)
	path := filepath.Join(t.TempDir(), "a.woshoucase")
	if err := errors.Join(os.Remove(gone), d.PackCase(c, path, phrase)); err != nil {
		t.Fatal(err)
	}
	other := newDesk(t, "2026-03-25")
	p := opened(t, path)
	if v := other.ParcelView(p); !slices.Contains(v.Rows, Pair{"附件", "2个"}) {
		t.Errorf("%+v", v.Rows)
	}
	got, err := other.TakeParcel(p, false)
	if err != nil || len(got.Attachments) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	for i, seed := range []uint8{3, 7} {
		if x, err := other.OpenAttachment(context.Background(), got, got.Attachments[i].ID); err != nil || !bytes.Equal(x.Content, photo(t, seed)) {
			t.Errorf("%d: %v", i, err)
		}
	}
	if left, _ := os.ReadDir(store.AttachmentsPath(other.Store.Path())); len(left) != 2 {
		t.Errorf("%d files", len(left))
	}
	again, err := d.TakeParcel(p, true) // back where it came from
	if err != nil || len(again.Attachments) != 3 || len(again.Conflicts) != 0 {
		t.Errorf("%+v, %v", again, err)
	}
}

// The open export has each attachment as a file that any program shows.
func TestExportEverything_Attachments(t *testing.T) {
	d, c := played(t, "01", "session", 1, "2026-07-10")
	for _, in := range []AttachmentForm{{Name: "屋檐:正面.jpg", Content: photo(t, 3)}, {Name: "收条.JPG", Content: pdfText}, {Name: "x", Content: photo(t, 5)}} {
		after, err := d.AttachFile(c, in)
		if err != nil {
			t.Fatal(err)
		}
		c = after
	}
	f, _ := d.Store.SealedFile(c.ID, c.Attachments[2])
	gone, _ := d.Store.FilePath(f)
	if err := os.Remove(gone); err != nil {
		t.Fatal(err)
	}
	e, err := d.ExportEverything(t.TempDir(), testPassword, goOn)
	if err != nil || len(e.Unattached) != 1 {
		t.Fatalf("%+v, %v", e, err)
	}
	found, _ := filepath.Glob(filepath.Join(e.Path, folderCases, "*", folderFiles, "*"))
	var names []string
	for _, path := range found {
		names = append(names, filepath.Base(path))
	}
	if !slices.Equal(names, []string{"001 屋檐-正面.jpg", "002 收条.pdf"}) {
		t.Fatalf("%v", names)
	}
	if b, err := os.ReadFile(found[0]); err != nil || !bytes.Equal(b, photo(t, 3)) {
		t.Error(err)
	}
	readme, err := os.ReadFile(filepath.Join(e.Path, fileReadme))
	if err != nil || !strings.Contains(string(readme), caseName(c)) {
		t.Errorf("%s, %v", readme, err)
	}
}

// Files of the disk: those that cannot be kept are named, and stop no other.
func TestAttachFiles(t *testing.T) {
	d, c := played(t, "01", "session", 1, "2026-07-10")
	dir := t.TempDir()
	var paths []string
	for name, content := range map[string][]byte{"a.jpg": photo(t, 3), "b.pdf": []byte("MZ"), "c.pdf": pdfText} {
		path := filepath.Join(dir, name)
		paths = append(paths, path)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	huge := filepath.Join(dir, "d.png")
	if err := errors.Join(os.WriteFile(huge, nil, 0o600), os.Truncate(huge, data.MaxAttachment+1)); err != nil {
		t.Fatal(err)
	}
	got, err := d.AttachFiles(c, append(paths, huge, dir), AttachmentForm{Sensitive: true})
	if err != nil || got.Taken != 2 || len(got.Case.Attachments) != 2 || !got.Case.Attachments[1].Sensitive {
		t.Fatalf("%+v, %v", got, err)
	}
	slices.Sort(got.Not)
	if len(got.Not) != 3 || !strings.HasPrefix(got.Not[1], "b.pdf：") || !strings.HasPrefix(got.Not[2], "d.png：") {
		t.Errorf("%q", got.Not)
	}
}
