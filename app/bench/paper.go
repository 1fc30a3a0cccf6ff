package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"woshou/data"
	"woshou/data/form"
	"woshou/pdf"
)

// paper compares printing with bounds and with an office suite that converts the same
// agreement, where one is installed.
func (b *bench) paper() error {
	fonts, err := loadFonts()
	if err != nil {
		return err
	}
	c := agreed()
	if err := warmPrint(fonts, c); err != nil {
		return err
	}
	if err := b.coldPrints(); err != nil {
		return err
	}
	if err := b.office(fonts, c); err != nil {
		return err
	}
	return errors.Join(wholeDossier(fonts, c), thousand(fonts, c))
}

func loadFonts() (*pdf.Fonts, error) { return pdf.Load(filepath.Join("assets", "fonts", "beside")) }

// agreed is a case whose agreement takes three pages and has rare names.
func agreed() *data.Case {
	day, _ := data.NewDay(2026, 3, 24)
	names := []string{"俞𬭎伟", "赵𫖯", "徐䶮", "阿依古丽·买买提"}
	c := &data.Case{
		ID: data.NewCaseID(), Number: "（2026）示清东人调字第001号", Type: "04", Source: data.Application, AcceptedOn: day.Add(-20), Status: data.Performing,
		Summary: "四人合伙承包竹林，收益分配有争议。", Mediators: []data.Assignment{{ID: "m", Name: "陈𤧛"}},
	}
	a := data.Agreement{
		ID: "g", Form: data.Written, Version: 1, On: day, Prints: 1, EffectiveOn: day,
		Facts: strings.Repeat("2024年6月，四人约定共同承包东篱村祖山竹林，各出资5000元，收益平均分配。2025年底结算时，对运费、人工和毛竹款的计算方法意见不一，多次协商未果。", 5),
	}
	for i, name := range names {
		id := data.ElementID(fmt.Sprint("p", i))
		c.Parties = append(c.Parties, data.Party{
			ID: id, Role: data.Applicant, Kind: data.Person, Name: name, Ethnicity: "汉族", Job: "务农", Phone: "13800000001", Address: "示例县清溪镇东篱村3组",
			ConsentOn: c.AcceptedOn, InformedOn: c.AcceptedOn,
		})
		clause := data.ElementID(fmt.Sprint("c", i))
		a.Clauses = append(a.Clauses, data.Clause{
			ID: clause, Kind: data.PayMoney, From: []data.ElementID{id}, To: []data.ElementID{"p0"}, Amount: data.Fen(123450 + 100*i),
			Purpose: "毛竹款、运费", Method: data.Transfer, Due: day.Add(30), Text: "款项转入指定账户，以转账凭证为准。",
		})
		a.Items = append(a.Items, data.PerformanceItem{ID: clause, Clause: clause, From: id, To: "p0", Amount: data.Fen(123450 + 100*i), Method: data.Transfer, Due: day.Add(30)})
	}
	for i := range 18 {
		c.Sessions = append(c.Sessions, data.Session{
			ID: data.ElementID(fmt.Sprint("s", i)), On: c.AcceptedOn.Add(i), Place: "东篱村人民调解室", Mode: data.FaceToFace, Present: []data.ElementID{"p0", "p1", "p2", "p3"},
			Recorder: "王海燕", Notes: strings.Repeat("调解员逐项核对收支单据，双方分别说明了计算方法。\n", 12), Result: "继续核对单据。", ReadToAll: true,
		})
	}
	c.Agreements = []data.Agreement{a}
	return c
}

var benchCommittee = &data.Committee{Name: "东篱村人民调解委员会", Area: "339921101201", AreaShort: "示清东", Village: "东篱村", Town: "清溪镇", County: "示例县"}

// layOut lays the agreement out as its first print.
func layOut(fonts *pdf.Fonts, c *data.Case) (*pdf.Document, error) {
	s, err := form.About(benchCommittee, c, form.Ref{Code: form.Agreement, Element: "g"}, 0)
	if err != nil {
		return nil, err
	}
	f, err := form.Edition(form.Agreement, s)
	if err != nil {
		return nil, err
	}
	return pdf.Paper(fonts, form.Agreement, s, pdf.Print{Number: 1, Version: 1, Digest: form.Digest(f, s)})
}

func printOnce(w io.Writer, fonts *pdf.Fonts, c *data.Case) (*pdf.Document, error) {
	doc, err := layOut(fonts, c)
	if err != nil {
		return nil, err
	}
	return doc, pdf.Render(w, fonts, doc)
}

func warmPrint(fonts *pdf.Fonts, c *data.Case) error {
	var out bytes.Buffer
	doc, err := printOnce(&out, fonts, c)
	if err != nil {
		return err
	}
	fmt.Printf("# the agreement has %d pages, %.0f KB\n", doc.Pages, float64(out.Len())/1024)
	ours, err := times(200, func(int) error {
		_, err := printOnce(io.Discard, fonts, c)
		return err
	})
	if err != nil {
		return err
	}
	report("agreement-ms-p50", at(ours, 0.5), 30, 1)
	report("agreement-ms-p99", at(ours, 0.99), 30, 2)
	return nil
}

// coldPrint is what a process of its own does: it loads the fonts and, if told, prints
// the agreement once, and says how long that took and how much memory it ever had.
func coldPrint(print bool) error {
	start := time.Now()
	fonts, err := loadFonts()
	if err == nil && print {
		_, err = printOnce(io.Discard, fonts, agreed())
	}
	fmt.Printf("%d %d\n", time.Since(start).Microseconds(), peakKB())
	return err
}

// peakKB is the most memory this process ever had, in KB; 0 where the system does not say.
func peakKB() (kb int) {
	status, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	_, _ = fmt.Sscan(rest, &kb)
	return kb
}

// coldPrints prints in processes of their own, beside ones that only load the fonts.
func (b *bench) coldPrints() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var took []time.Duration
	var peak [2]int
	for i, what := range []string{"load", "print"} {
		took, err = times(7, func(int) error {
			out, err := exec.Command(self, "-cold", what).Output()
			if err != nil {
				return err
			}
			var us, kb int
			if _, err := fmt.Sscan(string(out), &us, &kb); err != nil {
				return err
			}
			peak[i] = max(peak[i], kb)
			return nil
		})
		if err != nil {
			return err
		}
	}
	fmt.Printf("# a process of its own: %.0f ms and %.0f MB in all, %.0f MB with the fonts alone\n", at(took, 0.5), float64(peak[1])/1024, float64(peak[0])/1024)
	report("agreement-cold-ms-p50", at(took, 0.5), 100, 1)
	report("agreement-peak-mb", float64(peak[1]-peak[0])/1024, 40, 1)
	return nil
}

// office has an office suite convert the same text, in a process of its own as it does.
func (b *bench) office(fonts *pdf.Fonts, c *data.Case) error {
	suite, err := exec.LookPath("soffice")
	if err != nil {
		fmt.Println("# no office suite is installed: nothing to compare with")
		return nil
	}
	page := filepath.Join(b.dir, "agreement.fodt")
	if err := os.WriteFile(page, []byte(officeText(c)), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(b.dir, "fonts.conf"), []byte(officeFonts()), 0o600); err != nil {
		return err
	}
	theirs, err := times(3, func(int) error {
		convert := exec.Command(suite, "--headless", "-env:UserInstallation=file://"+filepath.Join(b.dir, "office"), "--convert-to", "pdf", "--outdir", b.dir, page)
		convert.Env = append(os.Environ(), "FONTCONFIG_FILE="+filepath.Join(b.dir, "fonts.conf"))
		out, err := convert.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
		return nil
	})
	if err != nil {
		return err
	}
	info, err := os.Stat(filepath.Join(b.dir, "agreement.pdf"))
	if err != nil {
		return err
	}
	var out bytes.Buffer
	ours, err := times(20, func(int) error {
		out.Reset()
		_, err := printOnce(&out, fonts, c)
		return err
	})
	if err != nil {
		return err
	}
	report("agreement-office-ms", at(ours, 0.5), at(theirs, 0), 1.0/30)
	report("agreement-office-kb", float64(out.Len())/1024, float64(info.Size())/1024, 1)
	return nil
}

// officeFonts lets the suite set the text in the faces that we do.
func officeFonts() string {
	beside, _ := filepath.Abs(filepath.Join("assets", "fonts", "beside"))
	embedded := filepath.Dir(beside)
	return `<?xml version="1.0"?><fontconfig><dir>` + beside + `</dir><dir>` + embedded + `</dir><cachedir>` + os.TempDir() + `/woshou-bench-fonts</cachedir></fontconfig>`
}

// officeText is the agreement as a flat text document of an office suite, in the same
// sizes and on the same page.
func officeText(c *data.Case) string {
	f, _ := form.Lookup(form.Agreement, "")
	s, _ := form.About(benchCommittee, c, form.Ref{Code: form.Agreement, Element: "g"}, 0)
	var body strings.Builder
	text := form.Text(f, s) + "第1页共3页第1次打印校验码骑缝章指印\n"
	for _, part := range f.Parts {
		if sign, ok := part.(form.Signing); ok {
			text += sign.Seal + benchCommittee.Seal() + "\n"
			for _, who := range sign.Signers {
				text += who.Label + strings.Join(who.Names(s), who.Label) + "\n"
			}
		}
	}
	for line := range strings.Lines(text) {
		style := "B"
		switch line = strings.TrimSpace(line); {
		case line == f.Title:
			style = "T"
		case strings.HasSuffix(line, "："):
			style = "H"
		}
		fmt.Fprintf(&body, "<text:p text:style-name=\"%s\">%s</text:p>", style, line)
	}
	return `<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"` +
		` xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"` +
		` xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">` +
		`<office:automatic-styles><style:page-layout style:name="P"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm"` +
		` fo:margin-top="37mm" fo:margin-bottom="35mm" fo:margin-left="28mm" fo:margin-right="26mm"/></style:page-layout>` +
		officeStyle("B", "Fandol Fang", 16) + officeStyle("H", "Woshou Sans", 16) + officeStyle("T", "Woshou Title", 22) + `</office:automatic-styles>` +
		`<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="P"/></office:master-styles>` +
		`<office:body><office:text>` + body.String() + `</office:text></office:body></office:document>`
}

// officeStyle is a kind of paragraph; digits and Latin are in the Song face.
func officeStyle(name, face string, size int) string {
	return fmt.Sprintf(`<style:style style:name="%s" style:family="paragraph"><style:paragraph-properties fo:line-height="28pt"/>`+
		`<style:text-properties fo:font-size="%[3]dpt" style:font-size-asian="%[3]dpt" style:font-family-asian="%[2]s" fo:font-family="Woshou Song"/></style:style>`, name, face, size)
}

// wholeDossier binds all papers of the case.
func wholeDossier(fonts *pdf.Fonts, c *data.Case) error {
	pages := 0
	ours, err := times(20, func(int) error {
		doc, _, err := pdf.Bind(fonts, pdf.Dossier{Subject: form.Subject{Committee: benchCommittee, Case: c}})
		if err != nil {
			return err
		}
		pages = doc.Pages
		return pdf.Render(io.Discard, fonts, doc)
	})
	if err != nil {
		return err
	}
	fmt.Printf("# the dossier has %d pages\n", pages)
	report("dossier-ms-p50", at(ours, 0.5), 300, 1)
	return nil
}

// thousand prints as many agreements into one file: the memory in use after a hundred
// and after all of them.
func thousand(fonts *pdf.Fonts, c *data.Case) error {
	var at [2]uint64
	docs := iter.Seq2[*pdf.Document, error](func(yield func(*pdf.Document, error) bool) {
		for range 1000 {
			if !yield(layOut(fonts, c)) {
				return
			}
		}
	})
	start := time.Now()
	run := pdf.Run{Fonts: fonts, Progress: func(done int) {
		if done == 100 || done == 1000 {
			at[done/1000] = live()
		}
	}}
	if err := run.Joint(context.Background(), io.Discard, &pdf.Document{Title: "人民调解协议书"}, docs); err != nil {
		return err
	}
	fmt.Printf("# a thousand agreements: %s\n", time.Since(start).Round(time.Millisecond))
	report("thousand-agreements-heap", float64(at[1])/1e6, float64(at[0])/1e6, 1.2)
	runtime.KeepAlive(fonts)
	return nil
}
