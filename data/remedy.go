package data

// Advice is what the parties were told to do about an agreement that is not
// performed: when the urging of the committee has come to nothing, the other side
// may go elsewhere (People's Mediation Law arts. 31, 32).
type Advice struct {
	ID        ElementID `json:"id,omitzero"`
	Agreement ElementID `json:"agreement,omitzero"`
	On        Day       `json:"on,omitzero"`
	By        string    `json:"by,omitzero"`
	// To are the parties who were told, Routes the ways that were named.
	To     []ElementID `json:"to,omitzero"`
	Routes []Route     `json:"routes,omitzero"`
	Text   string      `json:"text,omitzero"`
}

// Route is a way to one's right beside mediation; a code of Routes.
type Route string

// The routes.
const (
	RouteSue         Route = "sue"
	RouteEnforce     Route = "enforce"
	RouteArbitration Route = "arbitration"
	RoutePayment     Route = "payment_order"
)

// Routes lists the routes by their names in the law.
var Routes = List{
	{Code: string(RouteSue), Name: "向人民法院起诉"},
	{Code: string(RouteEnforce), Name: "申请人民法院强制执行"},
	{Code: string(RouteArbitration), Name: "申请劳动争议仲裁"},
	{Code: string(RoutePayment), Name: "向人民法院申请支付令"},
}

// RoutesFor returns what is open to a party when an agreement is not performed on a
// day: enforcement once a court confirmed it (People's Mediation Law art. 33), else a
// lawsuit (art. 32), arbitration for labour disputes (Labour Dispute Mediation and
// Arbitration Law art. 15), and an order to pay for money that is overdue (its art.
// 16; Civil Procedure Law art. 225).
func (c *Case) RoutesFor(a *Agreement, day Day) []Route {
	if cf := c.confirmation(a.ID); cf != nil && cf.Result == Confirmed {
		return []Route{RouteEnforce}
	}
	out := []Route{RouteSue}
	if c.Type.Labour() {
		out = append(out, RouteArbitration)
	}
	for _, o := range c.Overdue(day) {
		if o.Agreement.ID == a.ID && o.Item.Amount > 0 {
			return append(out, RoutePayment)
		}
	}
	return out
}

// Check returns *Invalid for the first field that is missing.
func (x *Advice) Check() error {
	switch {
	case x.On == 0:
		return invalid("advice.on", "day.empty")
	case x.By == "":
		return invalid("advice.by", "name.empty")
	case len(x.To) == 0:
		return invalid("advice.to", "present.none")
	case len(x.Routes) == 0:
		return invalid("advice.routes", "choice.empty")
	}
	return nil
}

// Remediation brings an agreement in force back to the table, with the consent of
// both sides: to supplement it, to change it, or to make it anew after a court did
// not confirm it (People's Mediation Law art. 33).
type Remediation struct {
	ID        ElementID `json:"id,omitzero"`
	Agreement ElementID `json:"agreement,omitzero"`
	On        Day       `json:"on,omitzero"`
	ConsentOn Day       `json:"consent_on,omitzero"`
	Reason    string    `json:"reason,omitzero"`
}
