package app

import (
	"context"
	"crypto/ed25519"
	"testing"

	"woshou/data"
	"woshou/data/store"
	"woshou/sync/engine"
	"woshou/sync/wire"
)

// enrolled returns a desk at the sync screen, enrolled at a township that holds
// everything and is not there to answer.
func enrolled(t *testing.T, digest data.Hash) (*App, *syncScreen) {
	t.Helper()
	a := newApp(t)
	setUp(t, a)
	a.work.end() // no round of its own
	<-a.work.ended
	st := a.desk.Store
	_, head, _ := st.Head()
	err := st.SetLink(store.Link{Address: "https://127.0.0.1:1", Village: "v", Pin: make([]byte, 32), Key: make([]byte, 32)})
	if err == nil {
		link := st.Link()
		link.LastOK, link.TownDigest, link.TownCases = testNow, digest, len(st.FactRows())
		err = st.Receive(head, nil, nil, link)
	}
	if err != nil {
		t.Fatal(err)
	}
	a.desk.Engine = engine.New(st, nil, engine.Options{Now: a.Now}) // which has not tried yet
	a.Show(Route{Page: PageSync})
	return a, a.screen.(*syncScreen)
}

func TestSync_SameOnBothSides(t *testing.T) {
	own := data.TotalsCheck(nil)
	a, s := enrolled(t, own)
	shows(t, a, "已全部报送", "两边一致", own.String()[:4], "2026-07-10 09:00", "https://127.0.0.1:1")
	if !s.ask.Hidden || s.now.Hidden {
		t.Error("an enrolled desk still asks for the code")
	}
}

func TestSync_DifferentIsSaid(t *testing.T) {
	a, _ := enrolled(t, data.Hash{1, 2, 3})
	shows(t, a, "不一致", "0102 03")
}

func TestSync_NowWithoutALine(t *testing.T) {
	a, s := enrolled(t, data.TotalsCheck(nil))
	a.work.ctx = t.Context()
	press(t, a, "立即同步")
	shows(t, a, "连不上镇街的服务器", "可以照常办案")
	if s.busy || s.now.Disabled() {
		t.Error("the button does not come back")
	}
}

// A line that is down is said on the first page, with what to do and when it was last right.
func TestSync_TheFirstPageSaysWhatIsWrong(t *testing.T) {
	a, _ := enrolled(t, data.TotalsCheck(nil))
	a.work.ctx = t.Context()
	press(t, a, "立即同步")
	a.Show(Route{Page: PageToday})
	shows(t, a, "连不上镇街的服务器。不用急", "上次成功：2026-07-10 09:00")
}

// Whoever was stopped, or whose township moved, connects anew from the screen of the link.
func TestSync_Reconnects(t *testing.T) {
	a, _ := enrolled(t, data.TotalsCheck(nil))
	a.work.ctx = t.Context()
	press(t, a, "重新连接")
	fields := dialogFields(a)
	fields[0].SetText("two words")
	press(t, a, "连接镇街")
	shows(t, a, "地址写得不对")
	fields[0].SetText("127.0.0.1:2")
	fields[1].SetText(wire.NewCode(data.Hash{1}).String())
	press(t, a, "连接镇街")
	shows(t, a, "连不上镇街的服务器", "再点一次“连接镇街”")
	press(t, a, "知道了")
	fields[1].SetText("")
	press(t, a, "连接镇街")
	shows(t, a, "https://127.0.0.1:2")
	if l := a.desk.Store.Link(); l.Address != "https://127.0.0.1:2" || l.Village != "v" {
		t.Errorf("link %+v", l)
	}
}

func TestSync_EnrolsByStick(t *testing.T) {
	a := newApp(t)
	setUp(t, a)
	a.Show(Route{Page: PageSync})
	shows(t, a, "没有网络：用优盘接入镇街")
	press(t, a, "写接入文件")
	dir := t.TempDir()
	code := wire.NewCode(data.Hash{1}).String()
	into(t, a, code[:len(code)-1])
	a.window.Canvas().FocusNext()
	into(t, a, dir)
	press(t, a, "存到这里")
	shows(t, a, "接入码的位数不对")
	into(t, a, code) // the slip has the focus
	press(t, a, "存到这里")
	shows(t, a, "接入文件写好了", "再把回执带回来")
	onlyFile(t, dir, "握手言和-接入镇街")
}

func TestSync_ByStickOnly(t *testing.T) {
	a, s := enrolled(t, data.TotalsCheck(nil))
	link := a.desk.Store.Link()
	link.Address = ""
	if err := a.desk.Store.SetLink(link); err != nil {
		t.Fatal(err)
	}
	a.refresh()
	shows(t, a, "没有网络，用优盘交换", "写给镇街", "收镇街的回执", "以后有了网络")
	if !s.now.Hidden || s.ask.Hidden || !s.byStick.Hidden {
		t.Error("what leads nowhere is offered, or what could is not")
	}
	in := a.desk.NewIntake()
	in.Type, in.Summary = "02", "叶建国家的瓦片落到张家屋上"
	in.Parties[0].Name, in.Parties[1].Name = "叶建国", "张根土"
	if _, err := a.desk.Intake(in); err != nil {
		t.Fatal(err)
	}
	a.refresh()
	shows(t, a, "条记录要报送，请写到优盘")
}

// counting is a township that acknowledges everything and counts otherwise.
type counting struct {
	key     ed25519.PublicKey
	differs []data.RowDifference
}

func (w *counting) Exchange(_ context.Context, b []byte) ([]byte, error) {
	r, err := wire.Verify(w.key, b)
	if err != nil {
		return nil, err
	}
	resp := wire.Response{
		Proto: wire.Proto, Echo: wire.EchoOf(b), Server: data.Epoch{1}, AckEpoch: r.Epoch, Ack: r.Head, AckHash: r.HeadHash,
		NextGSN: r.GSN, Check: data.Hash{1}, Cases: 9,
	}
	if r.Marks != nil {
		resp.Differs = w.differs
	}
	return resp.Encode()
}

func TestSync_CasesThatDiffer(t *testing.T) {
	a, _ := enrolled(t, data.TotalsCheck(nil))
	in := a.desk.NewIntake()
	in.Type, in.Summary = "02", "叶建国家的瓦片落到张家屋上"
	in.Parties[0].Name, in.Parties[1].Name = "叶建国", "张根土"
	c, err := a.desk.Intake(in)
	if err != nil {
		t.Fatal(err)
	}
	strange := data.NewCaseID()
	line := &counting{
		key:     ed25519.NewKeyFromSeed(make([]byte, 32)).Public().(ed25519.PublicKey),
		differs: []data.RowDifference{{Case: c.ID, There: true}, {Case: strange, Here: true}},
	}
	a.desk.Engine = engine.New(a.desk.Store, line, engine.Options{Now: a.Now})
	if _, err := a.desk.Engine.SyncNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.refresh()
	shows(t, a, "不一致的案件：2件", "都安全", "请打电话给镇街", "镇街没有计入", "案件标识 "+c.ID.String()[:8], "叶建国",
		"镇街有，这台电脑上没有", "案件标识 "+strange.String()[:8])
	press(t, a, "看案件") // there is one: what is not here does not open
	if a.route.Page != PageCase || a.route.Case != c.ID {
		t.Errorf("the case opens %+v", a.route)
	}
}
