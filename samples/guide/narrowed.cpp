// The code of docs/guide/associations.md on associations with conditions.
#include <string>

#include <rowan/rowan.hpp>

#include "expect.hpp"

class Estate;

class Deed : public rowan::Model<Deed> {
 public:
  std::int64_t id{}, year{};
  bool is_signed = false;
  rowan::BelongsTo<Estate> estate;

  ROWAN_MODEL(Deed, (), (id, year, is_signed, estate))
};

// [snippet: models]
class Estate : public rowan::Model<Estate> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Deed> deeds, signed_deeds;
  rowan::HasOne<Deed> latest;

  ROWAN_MODEL(Estate, (), (id, name, deeds, signed_deeds, latest))
  static void configure(rowan::ModelBuilder<Estate>& m) {
    m.has_many(&Estate::signed_deeds).where(Deed::c.is_signed).order(Deed::c.year);
    m.has_one(&Estate::latest).where(Deed::c.is_signed).order(Deed::c.year.desc());
  }
};
// [end]
ROWAN_REGISTER_MODEL(Estate)
ROWAN_REGISTER_MODEL(Deed)

int main() {
  rowan::Database db = rowan::connect("sqlite::memory:");
  db.create_tables<Estate, Deed>();

  // [snippet: use]
  Estate estate = Estate::create({{"name", "Manderley"}});
  estate.signed_deeds.create({{"year", 1907}});  // signed
  estate.deeds.create({{"year", 1938}});         // not signed

  std::int64_t latest = estate.latest->year;                                                     // 1907
  std::uint64_t old = Estate::where(Estate::c.signed_deeds.every(Deed::c.year < 1910)).count();  // 1
  // [end]
  expect(latest == 1907 && old == 1 && estate.signed_deeds.size() == 1 && estate.deeds.count() == 2);
}
