// Queries: immutable values, built step by step, run when iterated or asked for a result. Values are always bound.
#include <fmt/format.h>
#include <rowan/rowan.hpp>

class City;

class Country : public rowan::Model<Country> {
 public:
  std::string code;  // a key need not be a number
  std::string name;
  rowan::HasMany<City> cities;

  ROWAN_MODEL(Country, (), (code, name, cities))
  static void configure(rowan::ModelBuilder<Country>& m) { m.primary_key(&Country::code); }
};

class City : public rowan::Model<City> {
 public:
  std::int64_t id{};
  std::string name;
  std::int64_t people{};
  bool capital{};
  rowan::BelongsTo<Country, std::string> country;

  ROWAN_MODEL(City, (), (id, name, people, capital, country))
};
ROWAN_REGISTER_MODEL(Country)
ROWAN_REGISTER_MODEL(City)

void add_city(std::string name, std::int64_t people, bool capital, std::string country) {
  City city;
  city.name = std::move(name);
  city.people = people;
  city.capital = capital;
  city.country = std::move(country);
  city.save_or_throw();
}

int main() {
  auto db = rowan::connect("sqlite::memory:");
  db.create_tables<Country, City>();
  Country::create({{"code", "at"}, {"name", "Österreich"}});
  Country::create({{"code", "jp"}, {"name", "日本"}});
  add_city("Wien", 2'006'000, true, "at");
  add_city("Graz", 303'000, false, "at");
  add_city("東京", 14'180'000, true, "jp");
  add_city("大阪", 2'770'000, false, "jp");

  // [snippet: where]
  for (City& city :
       City::where(City::c.people > 1'000'000 && !City::c.capital).order(City::c.people.desc()).limit(10)) {
    fmt::print("{} has {} people\n", city.name, city.people);
  }
  // [end]

  // [snippet: compose]
  const auto austrian = City::where(City::c.country == "at");
  const auto largest = austrian.order(City::c.people.desc());
  fmt::print("{} of {} is {}\n", "The largest", austrian.count(), largest.first()->name);
  fmt::print("{}\n", largest.limit(1).to_sql());
  // [end]

  // [snippet: through]
  // Conditions through associations: some, every, none for to-many; matches for to-one.
  for (Country& country : Country::where(Country::c.cities.some(City::c.people > 10'000'000))) {
    fmt::print("{} has a city of ten million\n", country.name);
  }
  fmt::print("{} capital\n",
             City::where(City::c.capital && City::c.country.matches(Country::c.name == "日本")).count());
  // [end]

  // [snippet: columns]
  for (const auto& [name, people] : City::order(City::c.name).pluck(City::c.name, City::c.people)) {
    fmt::print("{}: {}\n", name, people);
  }
  // [end]

  // [snippet: change]
  City::where(City::c.country == "at").update_all({rowan::increment(City::c.people, 1'000)});
  City::all().find_each([](City& city) { fmt::print("{} ", city.people); });  // in batches: memory is bounded
  // [end]
  fmt::print("\n");
}
