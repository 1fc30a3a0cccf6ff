package data

import "strings"

// DisputeType is a code of DisputeTypes, or of a place's own kind below one of them:
// the ministry's code with letters after it, 04a.
type DisputeType string

// Name returns the type's name on the statistics table.
func (t DisputeType) Name() string { return DisputeTypes.Name(string(t.Main())) }

// Main returns the ministry's type that the case counts under.
func (t DisputeType) Main() DisputeType {
	if len(t) > 2 && DisputeTypes.Has(string(t[:2])) {
		return t[:2]
	}
	return t
}

// Labour reports whether the Labour Dispute Mediation and Arbitration Law applies,
// whose art. 14 opens arbitration after 15 days.
func (t DisputeType) Labour() bool { return t.Main() == "10" || t.Main() == "11" }

// DisputeTypes is the ministry's list of 18 (人民调解案件情况统计表).
var DisputeTypes = shipped(ListDisputeTypes)

// Source is a code of Sources.
type Source string

// The three sources of a case (People's Mediation Law arts. 17, 18).
const (
	Application Source = "application"
	OwnMotion   Source = "own"
	Referral    Source = "referral"
)

// Sources lists the sources as form D numbers them.
var Sources = shipped(ListSources)

// Organ is a code of Organs.
type Organ string

// Court is the organ whose referrals have a clock of their own (Rules on Online
// Mediation by People's Courts arts. 12, 24).
const Court Organ = "court"

// OtherOrgan is what the statistics table counts every other organ under.
const OtherOrgan Organ = "other"

// Main returns the column of the statistics table that the organ counts under.
func (o Organ) Main() Organ {
	if o != "" && !Organs.Has(string(o)) {
		return OtherOrgan
	}
	return o
}

// Organs lists who refers cases, as the statistics table splits them.
var Organs = shipped(ListOrgans)

// Ground is a code of RefusalGrounds or TerminationGrounds.
type Ground string

// A place's own grounds begin with the letter of their list, as the shipped ones do.
func (g Ground) refuses() bool { return strings.HasPrefix(string(g), "R") }

func (g Ground) ends() bool { return strings.HasPrefix(string(g), "T") }

// RefusalGrounds lists why a case is not accepted.
var RefusalGrounds = shipped(ListRefusals)

// TerminationGrounds lists why a mediation ends without agreement.
var TerminationGrounds = shipped(ListTerminations)
