package view

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"os"
	"strings"
	"testing"

	"woshou/data"
	"woshou/data/form"
	"woshou/pdf"
)

// pictures are the pictures of a document.
func pictures(doc *pdf.Document) []pdf.Box {
	var out []pdf.Box
	for _, b := range doc.Boxes {
		if b.Kind == pdf.Picture {
			out = append(out, b)
		}
	}
	return out
}

// The evidence sheet has the photos of the evidence in their order, a covered one too, which
// notes no look; a PDF and what is not here are left out.
func TestPaper_EvidenceSheetHasThePhotos(t *testing.T) {
	d, c := played(t, "01", "session", 1, "2026-07-10")
	c.Evidence = nil
	sheet := form.Ref{Code: form.EvidenceSheet}
	for _, e := range []data.Evidence{{Title: "屋檐", Pages: 1}, {Title: "病历", Kind: medical, Pages: 2}} {
		after, err := d.SetEvidence(c, e)
		if err != nil {
			t.Fatal(err)
		}
		c = after
	}
	n := len(c.Evidence)
	roof, medicine := c.Evidence[n-2].ID, c.Evidence[n-1].ID
	for _, in := range []AttachmentForm{
		{About: medicine, Name: "病历.jpg", Content: photo(t, 3)}, {About: roof, Name: "屋檐.png", Content: pngOf(t, 80, 40)},
		{About: roof, Name: "收条.pdf", Content: pdfText}, {About: roof, Name: "屋檐2.jpg", Content: photo(t, 5)},
	} {
		after, err := d.AttachFile(c, in)
		if err != nil {
			t.Fatal(err)
		}
		c = after
	}
	doc, err := d.Paper(c, sheet)
	if err != nil {
		t.Fatal(err)
	}
	if got := pictures(doc); len(got) != 3 || got[0].Image.Height*2 != got[0].Image.Width || got[1].Image.Digest == got[2].Image.Digest {
		t.Errorf("%d pictures: %v", len(got), got)
	}
	if !hasText(doc, "图1") || !hasText(doc, "图3") || hasText(doc, "图4") || len(c.Looks) != 0 {
		t.Errorf("captions, or %d looks", len(c.Looks))
	}
	f, _ := d.Store.SealedFile(c.ID, c.Attachments[0])
	path, _ := d.Store.FilePath(f)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if doc, err = d.Paper(c, sheet); err != nil || len(pictures(doc)) != 2 {
		t.Errorf("with one that is gone: %v", err)
	}
}

// The digest of a sheet is that of its photos too.
func TestPrepare_DigestCoversPhotos(t *testing.T) {
	d, c := played(t, "01", "session", 1, "2026-07-10")
	c, err := d.SetEvidence(c, data.Evidence{Title: "屋檐", Pages: 1})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for n := range uint8(3) {
		_, job, err := d.Prepare(c, form.Ref{Code: form.EvidenceSheet})
		if err != nil {
			t.Fatal(err)
		}
		seen[job.papers[0].Hash] = true
		if c, err = d.AttachFile(c, AttachmentForm{About: c.Evidence[len(c.Evidence)-1].ID, Name: "屋檐.jpg", Content: photo(t, n)}); err != nil {
			t.Fatal(err)
		}
	}
	if len(seen) != 3 {
		t.Errorf("%d digests of a sheet with none, one and two photos", len(seen))
	}
}

// A sheet is known again by its code, also one from when digests were of the text alone;
// not when a photo was added since.
func TestScannedPaper_WithPhotos(t *testing.T) {
	d, c := played(t, "01", "session", 1, "2026-07-10")
	c, err := d.SetEvidence(c, data.Evidence{Title: "屋檐", Pages: 1})
	if err != nil {
		t.Fatal(err)
	}
	sheet := form.Ref{Code: form.EvidenceSheet}
	f, s, err := d.subject(c, sheet)
	if err != nil {
		t.Fatal(err)
	}
	attach := func() {
		t.Helper()
		if c, err = d.AttachFile(c, AttachmentForm{About: c.Evidence[0].ID, Name: "屋檐.jpg", Content: photo(t, uint8(len(c.Attachments)))}); err != nil {
			t.Fatal(err)
		}
	}
	attach()
	text := form.Digest(f, s)
	for n, digest := range []string{"", text} {
		_, job, err := d.Prepare(c, sheet)
		if err != nil {
			t.Fatal(err)
		}
		if digest == "" {
			digest = job.papers[0].Hash
		}
		job.papers[0].Hash = digest
		if c, err = d.Printed(c, job); err != nil {
			t.Fatal(err)
		}
		paper, err := d.scannedPaper(pdf.Code{Number: c.Number, Version: 1, Digest: digest, Form: sheet.Code, Page: 1, Pages: 1})
		if err != nil || paper == nil || len(paper.prints) != n+1 {
			t.Fatalf("digest %d: %+v, %v", n, paper, err)
		}
	}
	printed := c.Papers[len(c.Papers)-2].Hash
	attach()
	paper, err := d.scannedPaper(pdf.Code{Number: c.Number, Version: 1, Digest: printed, Form: sheet.Code, Page: 1, Pages: 1})
	if err != nil || paper == nil || len(paper.prints) != 0 {
		t.Errorf("a photo was added since: %+v, %v", paper, err)
	}
}

// A photo that no printer can have is told by its number before anything is printed.
func TestPaper_SaysWhichPhotoIsBad(t *testing.T) {
	d, c := played(t, "01", "session", 1, "2026-07-10")
	c, err := d.SetEvidence(c, data.Evidence{Title: "屋檐", Pages: 1})
	if err != nil {
		t.Fatal(err)
	}
	bad := pngOf(t, 80, 40)
	at := bytes.Index(bad, []byte("IDAT"))
	size := int(binary.BigEndian.Uint32(bad[at-4:]))
	clear(bad[at+4 : at+4+size]) // with the sum put right, so that it looks whole
	binary.BigEndian.PutUint32(bad[at+4+size:], crc32.ChecksumIEEE(bad[at:at+4+size]))
	if c, err = d.AttachFile(c, AttachmentForm{About: c.Evidence[len(c.Evidence)-1].ID, Name: "屋檐.png", Content: bad}); err != nil {
		t.Fatal(err)
	}
	sheet := form.Ref{Code: form.EvidenceSheet}
	if err := d.CheckPapers(c, []form.Ref{sheet}); err != nil {
		t.Errorf("looking for characters makes pictures: %v", err)
	}
	_, _, err = d.Prepare(c, sheet)
	if m := Explain(d.Words, err); !strings.Contains(m.Title, "第1张") || m.Hint == "" {
		t.Errorf("%v: %+v", err, m)
	}
}

// The list of papers says of which a scan is kept, and only of those.
func TestPaperRows_SayWhatIsScanned(t *testing.T) {
	d, c := played(t, "05", "archive", 1, "2026-12-30")
	a := c.Agreements[0]
	if !d.MayAttach(c, a.ID) || d.MayAttach(c, "none") || d.MayDetach(c) {
		t.Error("what may be attached to an archived case, and taken out of it")
	}
	c, err := d.AttachFile(c, AttachmentForm{About: a.ID, Name: "签字.pdf", Content: pdfText, Print: a.Prints})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range d.PaperRows(c) {
		if (row.Scan != "") != (row.Ref.Element == a.ID) {
			t.Errorf("%s: %q", row.Title, row.Scan)
		}
	}
	if row := d.PaperRow(c, agreementRef(c)); row.Scan != "已有签名扫描件" {
		t.Errorf("the agreement: %q", row.Scan)
	}
	withReader(t, d)
	if err := d.Store.SwitchUser(readerPassword); err != nil {
		t.Fatal(err)
	}
	if d.MayAttach(c, a.ID) {
		t.Error("a reader may attach")
	}
}
