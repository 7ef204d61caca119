// The code of docs/guide/existing-tables.md.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

#include "expect.hpp"
#include "rowan/rowan.hpp"

// [snippet: labels]
namespace shop {
enum class Rating { g, pg_13, nc_17 };
}
ROWAN_ENUM(shop::Rating, (g, "G"), (pg_13, "PG-13"), (nc_17, "NC-17"))
// [end]

namespace shop {

class Artist;

// [snippet: model]
class Track : public rowan::Model<Track> {
 public:
  std::int64_t id{};
  std::string name;
  std::optional<Rating> rating;
  rowan::Instant added{};
  rowan::BelongsTo<Artist> artist;

  ROWAN_MODEL(Track, (), (id, name, rating, added, artist))
  static void configure(rowan::ModelBuilder<Track>& m) {
    m.attribute(&Track::added).stored_as_epoch_seconds();  // 1664625600 in an INTEGER column
    m.belongs_to(&Track::artist).optional();
  }
};
// [end]

class Artist : public rowan::Model<Artist> {
 public:
  std::int64_t id{};
  std::string name;
  rowan::HasMany<Track> tracks;

  ROWAN_MODEL(Artist, (), (id, name, tracks))
};

// [snippet: view]
class ArtistTotal : public rowan::Model<ArtistTotal> {  // CREATE VIEW ArtistTotal AS SELECT … GROUP BY ArtistId
 public:
  rowan::BelongsTo<Artist> artist;
  std::int64_t tracks{};

  ROWAN_MODEL(ArtistTotal, (), (artist, tracks))
  static void configure(rowan::ModelBuilder<ArtistTotal>& m) { m.read_only(); }  // then it needs no primary key
};
// [end]

}  // namespace shop
ROWAN_REGISTER_MODEL(shop::Track)
ROWAN_REGISTER_MODEL(shop::Artist)
ROWAN_REGISTER_MODEL(shop::ArtistTotal)

using shop::Artist;
using shop::ArtistTotal;
using shop::Rating;
using shop::Track;

// [snippet: naming]
/// Track.Name, and keys that are named after their table: Track.TrackId, Track.ArtistId.
class Chinook : public rowan::NamingConvention {
 public:
  std::string table_name(std::string_view model) const override { return std::string(model); }
  std::string column_name(std::string_view member) const override { return capitalized(member); }
  std::string column_name(std::string_view member, std::string_view model) const override {
    return member == "id" ? std::string(model) + "Id" : column_name(member);
  }
  std::string foreign_key(std::string_view target, std::string_view) const override {
    return capitalized(target) + "Id";
  }

 private:
  static std::string capitalized(std::string_view name) {
    std::string words;
    for (bool start = true; const char c : name) {
      if (c != '_') words += start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      start = c == '_';
    }
    return words;
  }
};
// [end]

int main() {
  rowan::set_naming_convention(std::make_shared<Chinook>());
  auto db = rowan::connect("sqlite::memory:");
  db.execute_script(R"(
    CREATE TABLE Artist (ArtistId INTEGER PRIMARY KEY, Name TEXT NOT NULL);
    CREATE TABLE Track (TrackId INTEGER PRIMARY KEY, Name TEXT, Rating TEXT, Added INTEGER NOT NULL,
                        ArtistId INTEGER REFERENCES Artist (ArtistId));
    CREATE VIEW ArtistTotal AS SELECT ArtistId, count(*) AS Tracks FROM Track GROUP BY ArtistId;
    INSERT INTO Artist VALUES (1, 'Accept');
    INSERT INTO Track VALUES (1, 'Restless and Wild', 'PG-13', 1664625600, 1), (2, 'Princess of the Dawn', NULL, 0, 1);
  )");

  // [snippet: check]
  const rowan::CheckReport report =
      rowan::check(db);  // all registered models; rowan::check<Track, Artist>(db): only these
  std::fputs(report.to_string().c_str(), stderr);
  if (report.has_errors()) return EXIT_FAILURE;
  // [end]
  const auto reused = [](const std::string& attribute, const std::string& column) {
    return "note: " + attribute + ": column " + column +
           " may give the key of a deleted row to the next new one, which a record or reference of the old row then "
           "means: declare it INTEGER PRIMARY KEY AUTOINCREMENT, or say reuse_keys()\n";
  };
  expect(report.to_string() ==
         reused("Artist.id", "Artist.ArtistId") +
             "warning: Track.name: column Track.Name takes NULL, and a row with NULL there can't be read: make the "
             "attribute std::optional, or the column NOT NULL\n" +
             reused("Track.id", "Track.TrackId") +
             "note: Track: Track has no index over ArtistId: what is looked up by it reads the whole table\n");

  // [snippet: enum-use]
  auto teens = Track::where(Track::c.rating == Rating::pg_13);        // "rating" = 'PG-13'
  std::string text(rowan::enum_text(Rating::pg_13));                  // "PG-13"
  std::optional<Rating> parsed = rowan::parse_enum<Rating>("NC-17");  // nullopt for an unknown text
  for (std::string_view each : rowan::enum_texts<Rating>()) text.append(" ").append(each);
  // [end]
  expect(teens.count() == 1 && parsed == Rating::nc_17 && text == "PG-13 G PG-13 NC-17");
  expect(Track::find(1).added == rowan::parse_instant("2022-10-01 12:00:00Z"));

  // [snippet: view-use]
  for (const ArtistTotal& total : ArtistTotal::where(ArtistTotal::c.tracks > 1).order(ArtistTotal::c.tracks.desc()))
    std::printf("%s: %lld\n", total.artist->name.c_str(), static_cast<long long>(total.tracks));
  // [end]
  expect(ArtistTotal::count() == 1);
}
