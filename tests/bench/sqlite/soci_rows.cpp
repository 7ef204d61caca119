// SOCI used by hand, beside the C API: what the core would cost if its records went through SOCI's own statements.
#include <memory>

#include "sides.hpp"
#include "sqlite/by_hand.hpp"
#include "sqlite/rows.hpp"
#include "sqlite/soci_side.hpp"

namespace bench::sqlite {
namespace {

using Soci = std::shared_ptr<SociSide>;
using Raw = std::shared_ptr<ByHand>;

Comparison row(const char* name, std::size_t rows, Side soci, Side raw) {
  return comparison(name, 0, rows, std::move(soci), std::move(raw));
}

auto transaction_of(const Soci& soci) {
  return [soci](const auto& body) {
    soci->begin();
    body();
    soci->commit();
  };
}

std::vector<Comparison> scans(Fixture& fixture, const Soci& soci, const Raw& by_hand) {
  const Side raw = scan_side([by_hand] { return by_hand->into_vector(); });
  const std::size_t rows = fixture.options().rows;
  return {row("SOCI by hand: scan, cached", rows, scan_side([soci] { return soci->scan_cached(); }), raw),
          row("SOCI by hand: scan, soci::row", rows, scan_side([soci] { return soci->scan_rows(); }), raw)};
}

std::vector<Comparison> finds_by_key(Fixture& fixture, const Soci& soci, const Raw& by_hand) {
  const std::int64_t most = fixture.customers();
  const Side raw =
      find_side(most, raw_transaction(fixture.raw()), [by_hand](std::int64_t key) { return by_hand->find(key); });
  const auto cached = [soci](std::int64_t key) { return soci->find_cached(key); };
  const auto ad_hoc = [soci](std::int64_t key) { return soci->find_ad_hoc(key); };
  return {row("SOCI by hand: find by key, cached", finds, find_side(most, transaction_of(soci), cached), raw),
          row("SOCI by hand: find by key, ad hoc", finds, find_side(most, transaction_of(soci), ad_hoc), raw)};
}

std::vector<Comparison> inserts(Fixture& fixture, const Soci& soci, const Raw& by_hand) {
  const auto filled = [](std::int64_t n) {
    PlainCustomer customer;
    fill(customer, n);
    return customer;
  };
  const auto plainly = [=](std::int64_t n) { by_hand->insert(filled(n)); };
  const auto remove = [&fixture] { return fixture.remove_new_customers(); };
  const Side raw = insert_side(raw_transaction(fixture.raw()), plainly, remove);
  const auto cached = [=](std::int64_t n) { soci->insert_cached(filled(n)); };
  const auto ad_hoc = [=](std::int64_t n) { soci->insert_ad_hoc(filled(n)); };
  return {row("SOCI by hand: insert, cached", writes, insert_side(transaction_of(soci), cached, remove), raw),
          row("SOCI by hand: insert, ad hoc", writes, insert_side(transaction_of(soci), ad_hoc, remove), raw)};
}

}  // namespace

std::vector<Comparison> soci_rows(Fixture& fixture) {
  const auto soci = std::make_shared<SociSide>(fixture.path());
  const auto by_hand = std::make_shared<ByHand>(fixture.raw());
  std::vector<Comparison> rows = scans(fixture, soci, by_hand);
  for (auto& more : {finds_by_key(fixture, soci, by_hand), inserts(fixture, soci, by_hand)})
    rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}

}  // namespace bench::sqlite
