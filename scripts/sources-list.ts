/** A publication that a default or a state rule rests on: where it is, and what was taken from it. */
export interface SourceEntry {
  readonly code: string;
  readonly words: string;
}

// Read in excerpts, never whole: a lead to check, not an authority to lean on.
const WORDS: Readonly<Record<string, string>> = {
  S1: 'laingbuissonnews.com on the AmSpa report of 2019: practices, ticket, margin in 2018.',
  S2: 'rejuvapennxt.com on AmSpa’s figures of 2022: visits, spend a visit, repeat patients.',
  S3: 'businessbrokercollective.com, a broker’s playbook that quotes AmSpa 2024: revenue a practice.',
  S4: 'Marketdata, “US Medical Spas”, press release of November 2023: revenue and margin.',
  S7: 'medestheticsmag.com, five key figures from the Boulevard platform: ticket an appointment.',
  S8: 'spaledger.pages.dev on injectors’ pay: pay and product as shares of what they produce.',
  S10: 'bookpinch.com, December 2023, on AmSpa 2022: injectables are 47 % of revenue.',
  S12: 'medspamagicmarketing.com, 2025: falling sales of neurotoxin and filler.',
  S13: 'Zenoti, benchmark report of 2025: growth of the trade.',
  S17: 'insidemedspa.com, two articles of 2026: product cost of injectables.',
  S18: 'marginforpractices.com on margins: product cost of filler and of weight-loss drugs.',
  S19: 'marginforpractices.com on services: product cost of facials.',
  S20: 'top-medical-spas.net: product cost of facials and of retail.',
  S21: 'liguoricpa.com, November 2024, a CPA: payroll with the owner’s market pay, product cost.',
  S31: 'mavenfp.com on nurse injectors: 18 to 22 % of production.',
  S32: 'diamondaccelerator.com: 18 to 25 % of production.',
  S36: 'medicaldirectorco.com, 2025: what a medical director asks.',
  S37:
    'ncmedboard.org, August 2024, with nelsonmullins.com and smithlaw.com: straw practices in North ' +
    'Carolina.',
  S42: 'stellrmedia.com: marketing as a share of revenue.',
  S43: 'sagapixel.com: marketing as a share of revenue.',
  S45: 'Zenoti, benchmark of 2025, p. 14: missed and cancelled visits.',
  S51: 'ustechautomations.com, 2026: active clients lost in silence.',
  S56: 'americanmedspa.org, 30 January 2024: prepaid care and gift cards used in January and February.',
  S59: 'americanmedspa.org, September 2021: card fees.',
  S60: 'Merchants Payments Coalition by way of Motley Fool, 2024: average card fee.',
  S61: 'nerdwallet.com, 2024: card fees of small firms.',
  S62: 'sproutsagesolutions.com: what patient financing costs the practice.',
  S64: 'legalclarity.org on breakage of gift cards: in proportion to use, none where a state takes it.',
  S65: 'americanbar.org, The Franchise Lawyer, 2013, on TowerGroup: 6 to 10 % of gift cards are never used.',
  S66: 'bizjournals.com, Albuquerque, 2007: gift cards fall to New Mexico after five years.',
  S67: 'newyorkinquisitor.com: no gift card of New York expires before nine years.',
  S68: 'wynnebizz.blogspot.com, 2008: California’s gift cards neither expire nor, as a rule, fall to it.',
  S69: 'aayzeeai.com, 2025: what memberships of medical spas cost a month.',
  S73: 'enter.health on HFMA and MGMA figures of 2024: days in A/R.',
  S74: 'medprecisionbilling.com, 2026: dermatology’s days in A/R, denials, net collection rate.',
  S75: 'An AAFP text on denials, read in a mirror.',
  S76: 'clarityrcm.com, March 2026: denials and net collection rate.',
  S77: 'promedicapartners.com, November 2025, a vendor: price of billing, and what it promises.',
  S79:
    'Epic v. Paquette, 244 Cal.App.4th 504, with nelsonhardiman.com: a percentage fee that may stand ' +
    'in California.',
  S80: 'corporate.findlaw.com, 1999, and the Florida Bar Journal: PhyMatrix and what followed.',
  S81: 'mondaq.com: corporate practice in Texas.',
  S82:
    'Apollon v. OCA, 592 F.Supp.2d 906 (E.D. La. 2008), and In re OCA (5th Cir. 2008): agreements ' +
    'held void.',
  S86: 'medicaleconomics.com, “Can an MSO help you”: 8 to 12 % of collections, primary care.',
  S87: 'getlemma.com, November 2024, a bank’s vendor: 8 to 18 % of collections.',
  S95: 'mavenfp.com on why practices have an MSO: fees that change more than once a year are unusual.',
  S97: 'NAPEO white paper, September 2019: cost of an employer organization a head.',
  S98: 'optimal.dev: what an agency takes of the advertising it places.',
  S99: 'toppracticecfo.com, 2026: price of bookkeeping and of a part-time CFO.',
  S100: 'fifthservices.com, 2016: own cost of credentialing a physician, on data of 2004 to 2010.',
  S103: 'fiercehealthcare.com and Dobson DaVanzo for HSCA, 2014 and 2018: purchasing groups of hospitals.',
  S104: 'getpracticehelp.com: cost of changing the records system.',
  S105: 'ehrsource.com: cost and lost time of changing the records system.',
  S109: 'getlemma.com on sweep patterns: reserve of 30 to 60 days.',
  S110:
    'pestakeholder.org, morganlewis.com, mcguirewoods.com, stinson.com, autumn of 2025: California SB ' +
    '351 and AB 1415.',
  S110b: 'dwt.com, June 2025: Oregon SB 951.',
  S111: 'mondaq.com, 2025: Oregon HB 3410.',
  S112: 'wislawnow.com, July 2025: Oregon’s act and its exceptions.',
  S113: 'medpathcompliance.com, a guide to fifty states, 2026.',
  S129: 'recovery-law.com and kmsdlawoffice.com: fee splitting in California.',
  S130: 'New York Law Journal, 2013: fee splitting in New York.',
  S131: 'natlawreview.com, 2017, and studicata.com, 2019: Carothers v. Progressive.',
  S132: 'gtlaw.com, 2018: management agreements in New York.',
  S133: 'buckheadfmv.com on telemedicine: where a percentage is prohibited.',
  S134: 'ilga.gov: 225 ILCS 60/22.2 and the acts that made it.',
  S135: 'Vine Street v. HealthLink (Ill. 2006), by way of cetient.com.',
  S136: 'reports.akerman.com, 2016, and bittingerlaw.com: Florida.',
  S137: 'americanmedspa.org, September 2019, and byrdadatto.com, 2021: Texas orders on medical spas.',
  S138: 'Allstate v. Northfield, 228 N.J. 596 (2017).',
  S139: 'healthcareblog.mdmc-law.com: New Jersey.',
  S140: 'lambmcerlane.com: Pennsylvania.',
  S141: 'mondaq.com: Cookeville and Tennessee’s fee-splitting statute.',
  S142: 'ncmedboard.org, position 10.1.2: who may own a practice in North Carolina.',
  S143: '21 NCAC 16X .0101: management of dental practices in North Carolina.',
  S144: 'Columbia Physical Therapy v. BFOA, 168 Wn.2d 421, with dwt.com, 2010.',
  S145: 'hklaw.com, February 2026, and mcguirewoods.com, January 2026: bills in Washington.',
  S146: 'maureenwestlaw.com: Colorado.',
  S147: 'permithealth.com and Attorney General Opinion 5676: Michigan.',
  S148: 'mooradian.law: Michigan.',
  S149: 'Isles Wellness v. Progressive, 703 N.W.2d 513 (2005) and 725 N.W.2d 90 (2006): Minnesota.',
  S150: 'mcguirewoods.com, June 2023: Minnesota.',
  S151: 'wilaw.com: Wisconsin.',
  S152: 'clarkcountybar.org, October 2024: Nevada.',
  S153: 'harris-sliwoski.com, and Midtown Medical v. State Farm (Ariz. App. 2008): Arizona.',
  S154: 'permithealth.com: Georgia.',
  S155: 'wickenslaw.com, zivianhealth.com and permithealth.com, which contradict each other: Ohio.',
  S156: 'ropesgray.com and americanlegalblogger.com, January 2025: Massachusetts H.5159.',
  S157: 'americanmedspa.org and fastdemocracy.com on a Vermont bill of 2026.',
  S158: 'webserver.rilegislature.gov: Rhode Island S 2459.',
  S160: 'jdsupra.com, a summary of Oregon SB 951.',
  S161: 'pluralpolicy.com on Oregon SB 951.',
  S162: 'omm.com, October 2025: California SB 351.',
  S172:
    'healthcostinstitute.org, and Weill Cornell in Health Affairs, 2021: volume and prices after ' +
    'private-equity purchases.',
  S185: 'ncmedboard.org, position 10.1.1 (September 2021): no sharing of revenue by percentage.',
};

export const SOURCES: readonly SourceEntry[] = Object.entries(WORDS).map(([code, words]) => ({
  code,
  words,
}));

/** Codes named in a text, ranges spelled out: "S74-S76" names three. */
export function codesIn(text: string): string[] {
  return [...text.matchAll(/\bS(\d+)(b?)(?:-S(\d+))?/g)].flatMap(([, from, b = '', to]) =>
    to === undefined
      ? [`S${from}${b}`]
      : Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => `S${Number(from) + i}`),
  );
}
