"""The practice model once more, as numpy would have it: monthly arrays over paths, no events.

Ported from the slow sheet of test/scenarios/monthly-*.ts, which was written from docs/model.md.
It takes plans without a book, openings, panels, missed visits, levers, hazards, debts and credit.
Amounts are whole cents in doubles, rounded where the model rounds them: halves up.

  monthly.py agree PLAN PATHS OUT   the paths of the file; net cash by [arm][month][path] to OUT
  monthly.py time PLAN              reads "MILLISECONDS BLOCK" lines; writes "ms-per-path checksum"

PLAN is JSON: {plan, parameters}. PATHS holds little-endian doubles, each field over all paths:
the values of PARAMETERS in their order, the group's normals by month, the sites' normals by
[site][month], the payers' lag normals by [site][month][payer], then by
[arm][site][month][payer] claims and, likewise, denied claims.
"""

import json
import sys
import time
from datetime import date

import numpy as np

ARMS = ("independent", "withMso")
FINANCED = ("filler", "laser", "body")


def cents(amounts):
    """Whole cents, halves up; amounts are not negative and are overwritten."""
    amounts += 0.5
    return np.floor(amounts, out=amounts)


def whole(amount):
    """The same of one amount."""
    return float(np.floor(amount + 0.5))


class Calendar:
    """First and last days of the months as days since 1970, and the month of any later day."""

    def __init__(self, start, months):
        epoch = date(1970, 1, 1).toordinal()
        firsts = [date((start + m) // 12, (start + m) % 12 + 1, 1).toordinal() - epoch
                  for m in range(months + 1)]
        self.first = firsts[:-1]
        self.last = [day - 1 for day in firsts[1:]]
        self.origin = firsts[0]
        # Days after the horizon all lie in one month more, which nobody reads.
        days = np.full(firsts[-1] - firsts[0] + 1_000, months)
        for m in range(months):
            days[firsts[m] - firsts[0]:firsts[m + 1] - firsts[0]] = m
        self.months = days

    def month_of(self, days):
        return self.months[days - self.origin]


class Site:
    """What a site's months have in common, laid out once."""

    def __init__(self, site, practice):
        self.practice = practice
        self.season = site["season"]
        self.visits = site["visitsMonthly"]
        self.ticket = site["ticketCents"]
        lines = site["lines"]
        tenders = site["tenders"]
        share = sum(l["share"] for l in lines if l["line"] in FINANCED)
        self.financed = min(1, tenders["financing"] / share) if share > 0 else 0
        own = tenders["card"] + tenders["cash"]
        self.by_card = tenders["card"] / own if own > 0 else 1
        # Financed lines first, retail last: then each kind is one slice.
        lines = sorted(lines, key=lambda l: (l["line"] == "retail", l["line"] not in FINANCED))
        self.shares = np.array([[l["share"]] for l in lines])
        self.financed_lines = sum(l["line"] in FINANCED for l in lines)
        self.has_retail = lines[-1]["line"] == "retail"
        cost = [l["share"] * l["productCost"] for l in lines]
        self.goods = sum(cost[:-1]) if self.has_retail else sum(cost)
        self.retail = cost[-1] if self.has_retail else 0
        self.retail_tax = site["retailTax"]
        self.prepaid = site["prepaidShare"]
        self.card_fee = site["cardFee"]
        self.financing_fee = site["financingFee"]
        self.payers = site["payers"]
        self.provider_pay = site["providerPay"]
        self.provider_base = site.get("providerBaseCents", 0)
        self.threshold = site.get("providerThresholdCents", 0)
        self.tax = site["employerTax"]
        self.staff = whole(site["staffMonthlyCents"] * 0.5)
        self.bills = sum(c["monthlyCents"] for c in site["costs"])
        services = site["services"]
        self.alone = np.array([[s["standAloneMonthlyCents"]] for s in services], dtype=float)
        self.scale = np.array([[s.get("scale", 1)] for s in services], dtype=float)
        self.is_manager = np.array([[s["removedBy"] == "removed.manager"] for s in services])


class Model:
    """A plan with its calendar, strengths and terms."""

    def __init__(self, file):
        with open(file, encoding="utf-8") as text:
            given = json.load(text)
        self.plan = plan = given["plan"]
        self.parameters = given["parameters"]
        self.ids = given["ids"]
        self.months = plan["months"]
        self.calendar = Calendar(plan["start"], self.months)
        self.sites = [Site(s, plan["practices"].index(s["entity"])) for s in plan["sites"]]
        self.recorded = 1 if plan["recorded"] == "withMso" else 0
        self.discount = given["discount"]

    def strength(self, arm, m):
        since = self.plan["start"] + m - self.plan["effective"]
        ramp = self.plan["rampMonths"]
        rising = 1 if ramp == 0 else min(1, (since + 1) / ramp)
        if self.recorded:
            return 1 if arm == "withMso" or since < 0 else 1 - rising
        return 0 if arm == "independent" or since < 0 else rising

    def changes(self, arm):
        return arm == ("independent" if self.recorded else "withMso")

    def has_fee(self, arm, m):
        since = self.plan["start"] + m - self.plan["effective"]
        if self.recorded:
            return arm == "withMso" or since < 0
        return arm == "withMso" and since >= 0


def services_of(site, values, strength):
    """Services of a month as far as they are paid."""
    manager = np.minimum(1, values["removed.manager"] * strength * site.scale)
    overhead = np.minimum(1, values["removed.overhead"] * strength * site.scale)
    removed = np.where(site.is_manager, manager, overhead)
    return cents(site.alone * (1 - removed)).sum(axis=0)


def sales(model, site, revenue, m, net, base):
    """What patients pay at the desk: cash, card, financing, prepaid; and the tax on it."""
    first = model.calendar.first[m]
    month_of = model.calendar.month_of
    from_prepaid = revenue * site.prepaid
    own = (revenue - from_prepaid) * site.shares
    partner = cents(own[:site.financed_lines] * site.financed)
    own[:site.financed_lines] -= partner
    np.maximum(own, 0, out=own)
    card = cents(own * site.by_card)
    own -= card
    rest = cents(own)
    np.maximum(rest, 0, out=rest)
    prepaid = cents(from_prepaid)
    partners = partner.sum(axis=0)
    carded = card.sum(axis=0) + prepaid
    paid = rest.sum(axis=0)
    base[m] += carded + paid + partners
    if site.has_retail:
        card_tax = cents(card[-1] * site.retail_tax)
        rest_tax = cents(rest[-1] * site.retail_tax)
        carded += card_tax
        paid += rest_tax
        net[m + 1] -= card_tax + rest_tax
    net[m] += paid + partners - cents(partners * site.financing_fee)
    quarter = cents(carded * 0.25)
    batch = quarter - cents(quarter * site.card_fee)
    left = carded - 3 * quarter
    for i in range(3):
        net[month_of(first + 8 + 7 * i)] += batch
    net[month_of(first + 29)] += left - cents(left * site.card_fee)


def claims_of(model, site, m, counts, rates, paid, flat):
    """Claims of a month: what payers and patients pay, added to the months they pay in."""
    served = model.calendar.first[m] + 14
    net = 0
    for p, payer in enumerate(site.payers):
        claims, denied = counts[p]
        days, overturned = rates[p]
        charge = payer["chargeCents"]
        clean = claims - denied
        gross = cents(clean * charge)
        parts = np.empty((3, claims.size))
        parts[0] = np.floor(clean * 0.5) * charge
        cents(parts[0])
        np.subtract(gross, parts[0], out=parts[1])
        asked = cents(denied * charge)
        parts[2] = np.minimum(asked, cents(asked * overturned))
        after = np.empty((6, claims.size))
        np.multiply(days, 0.7, out=after[0])
        np.multiply(days, 1.3, out=after[1])
        after[2] = days
        cents(after[:3])
        after[2] += payer["reworkDays"]
        np.add(after[:3], 35, out=after[3:])
        months = model.calendar.month_of(after.astype(np.int64) + (served + payer["submitDays"]))
        parts -= cents(parts * payer["contractual"])
        patient = cents(parts * payer["patientShare"])
        parts -= patient
        collected = cents(patient * payer["patientCollected"])
        at = months * claims.size + flat
        for i in range(3):
            paid[at[i]] += parts[i]
            paid[at[i + 3]] += collected[i]
        net = net + claims * (charge * (1 - payer["contractual"]))
    return net


def costs(model, site, revenue, production, price, services, m, net):
    """Product, pay with its taxes, bills and services."""
    sold = revenue * price
    goods = cents(sold * site.goods) + cents(sold * site.retail)
    shared = np.maximum(0, production - site.threshold) * site.provider_pay
    provider = cents((site.provider_base + shared) * 0.5)
    pay = 2 * (provider + site.staff + cents(provider * site.tax) + whole(site.staff * site.tax))
    net[m] -= goods + pay + services + site.bills


def fees(model, arm, base, net):
    """The fee of each month by the practice's terms, due from it and paid in the next."""
    plan = model.plan
    for k, practice in enumerate(plan["practices"]):
        (fee,) = plan["agreements"][practice]["fee"]["components"]
        for m in range(model.months):
            if not model.has_fee(arm, m):
                continue
            below = 0
            # Rates as whole ten-thousandths: sums of whole numbers are exact.
            total = np.zeros(base.shape[2])
            for tier in fee["tiers"]:
                inside = base[k, m]
                if "upTo" in tier:
                    end = round(float(tier["upTo"]) * 100)
                    inside = np.minimum(inside, end)
                total += np.maximum(0, inside - below) * round(float(tier["rate"]) * 10_000)
                below = end
            net[k, m + 1] -= np.floor((total + 5_000) / 10_000)


def live(model, arm, values, luck, size):
    """Net cash of all practices by [month][path], both arms of which share their luck."""
    plan = model.plan
    months = model.months
    practices = len(plan["practices"])
    net = np.zeros((practices, months + 1, size))
    base = np.zeros((practices, months + 1, size))
    paid = np.zeros((practices, (months + 1) * size))
    flat = np.arange(size)
    a = ARMS.index(arm)
    growth = 1 + values["growth"]
    trend = [np.power(growth, (m + 1) / 12) for m in range(months)]
    noise = plan["noise"]
    level = 0.5 * (noise["group"] * noise["group"] + noise["site"] * noise["site"])
    recorded = model.recorded

    def effect(of, strength):
        return (1 + of * strength) / (1 + of * recorded)

    services = [None] * len(model.sites)
    known = None
    for m in range(months):
        strength = model.strength(arm, m)
        if strength != known:
            # A month as strong as the one before it has its factors.
            volume = effect(values["volume"], strength)
            price = effect(-values["supply-price"], strength)
            denials = effect(-values["denials"], strength)
            speed = effect(-values["payer-speed"], strength)
            services = [services_of(s, values, strength) for s in model.sites]
            known = strength
        since = plan["start"] + m - plan["effective"]
        dip = 1 - values["dip"] if model.changes(arm) and 0 <= since < plan["dipMonths"] else 1
        for s, site in enumerate(model.sites):
            k = site.practice
            shock = np.exp(noise["group"] * luck.group[m] + noise["site"] * luck.site[s][m] - level)
            season = site.season[(plan["start"] + m) % 12]
            activity = season * trend[m] * volume * dip * shock
            revenue = site.visits * activity * site.ticket
            counts, rates = [], []
            for p, payer in enumerate(site.payers):
                rate = np.minimum(1, np.maximum(0, payer["denialRate"] * denials))
                mean = payer["claimsMonthly"] * activity
                counts.append(luck.counts(a, s, m, p, mean, rate))
                days = payer["payDays"] * speed * np.exp(noise["lag"] * luck.lag[s][m][p])
                rates.append((days, payer["overturned"]))
            sales(model, site, revenue, m, net[k], base[k])
            insured = claims_of(model, site, m, counts, rates, paid[k], flat)
            costs(model, site, revenue, revenue + insured, price, services[s], m, net[k])
    paid = paid.reshape(net.shape)
    net += paid
    base += paid
    fees(model, arm, base, net)
    if model.changes(arm):
        at = plan["effective"] - plan["start"]
        net[0, at] -= plan["exitCents"] if recorded else plan["joiningCents"]
    return net[:, :months].sum(axis=0)


class GivenLuck:
    """Random numbers that were drawn by who is compared."""

    def __init__(self, model, file):
        data = np.fromfile(file, dtype="<f8")
        sites, months = len(model.sites), model.months
        payers = len(model.sites[0].payers)
        cells = sites * months * payers
        fields = len(model.ids) + months + sites * months + cells + 4 * cells
        self.size = data.size // fields
        data = data.reshape(fields, self.size)
        take = iter(np.split(data, np.cumsum(
            [len(model.ids), months, sites * months, cells, 2 * cells])))
        self.values = dict(zip(model.ids, next(take)))
        self.group = next(take)
        self.site = next(take).reshape(sites, months, self.size)
        self.lag = next(take).reshape(sites, months, payers, self.size)
        self.claims = next(take).reshape(2, sites, months, payers, self.size)
        self.denied = next(take).reshape(2, sites, months, payers, self.size)

    def counts(self, arm, site, month, payer, mean, rate):
        return self.claims[arm, site, month, payer], self.denied[arm, site, month, payer]


class OwnLuck:
    """Random numbers as numpy draws them: the fastest it has, for its speed is the question."""

    def __init__(self, model, size, random):
        sites, months = len(model.sites), model.months
        payers = len(model.sites[0].payers)
        self.size = size
        self.random = random
        self.group = random.standard_normal((months, size))
        self.site = random.standard_normal((sites, months, size))
        self.lag = random.standard_normal((sites, months, payers, size))
        self.values = {i: np.full(size, 1.0 if i == "fee-level" else 0.0) for i in model.ids}
        for parameter in model.parameters:
            draw = parameter["draw"]
            if draw["kind"] == "triangular":
                drawn = random.triangular(draw["min"], draw["mode"], draw["max"], size)
            else:
                drawn = np.full(size, float(draw["value"]))
            self.values[parameter["id"]] = drawn

    def counts(self, arm, site, month, payer, mean, rate):
        claims = self.random.poisson(mean)
        return claims.astype(float), self.random.binomial(claims, rate).astype(float)


def figures(model, luck):
    """Net cash of both arms; what a comparison reads off it is part of the work."""
    both = [live(model, arm, luck.values, luck, luck.size) for arm in ARMS]
    delta = both[1] - both[0]
    worth = np.tensordot(np.array(model.discount), delta, axes=1)
    least = [np.cumsum(net, axis=0).min(axis=0) for net in both]
    return both, float(delta.sum() + worth.sum() + least[0].sum() + least[1].sum())


def agree(model, paths, out):
    both, _ = figures(model, GivenLuck(model, paths))
    np.stack(both).astype("<f8").tofile(out)


def serve(model):
    random = np.random.Generator(np.random.SFC64(1))
    for line in sys.stdin:
        turn, block = (int(word) for word in line.split())
        start = time.perf_counter()
        paths = 0
        while True:
            figures(model, OwnLuck(model, block, random))
            paths += block
            passed = (time.perf_counter() - start) * 1e3
            if passed >= turn:
                break
        print(passed / paths, paths, flush=True)


def main():
    if sys.argv[1] == "agree":
        agree(Model(sys.argv[2]), sys.argv[3], sys.argv[4])
    else:
        serve(Model(sys.argv[2]))


main()
