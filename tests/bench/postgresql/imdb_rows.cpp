// The work of imdbench over a line that takes a millisecond: how often each piece of it goes there and back.
#include <fmt/format.h>

#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include "faults/proxy.hpp"
#include "fill_table.hpp"
#include "postgresql/imdb_models.hpp"
#include "postgresql/rows.hpp"
#include "statistics.hpp"

ROWAN_REGISTER_MODEL(bench::imdb::User)
ROWAN_REGISTER_MODEL(bench::imdb::Person)
ROWAN_REGISTER_MODEL(bench::imdb::Movie)
ROWAN_REGISTER_MODEL(bench::imdb::Director)
ROWAN_REGISTER_MODEL(bench::imdb::Cast)
ROWAN_REGISTER_MODEL(bench::imdb::Review)

namespace bench::imdb {
namespace {

// A tenth of the original's.
constexpr std::int64_t people = 10'000, users = 10'000, reviews = 50'000, movies = 2'500, cast_each = 10;

void fill(rowan::Database& database) {
  database.create_tables<User, Person, Movie, Director, Cast, Review>();
  fill_table<User>(users, [](User& user, std::int64_t n) {
    user.name = fmt::format("User {}", n);
    user.image = fmt::format("user-{}.jpg", n);
  });
  fill_table<Person>(people, [](Person& person, std::int64_t n) {
    person.first_name = fmt::format("First {}", n);
    person.last_name = fmt::format("Last {}", n % 500);
    person.image = fmt::format("person-{}.jpg", n);
    person.bio = "Was born, and acted";
  });
  fill_table<Movie>(movies, [](Movie& movie, std::int64_t n) {
    movie.title = fmt::format("Movie {}", n);
    movie.image = fmt::format("movie-{}.jpg", n);
    movie.description = "Somebody looks for something";
    movie.year = 1950 + n % 70;
  });
  fill_table<Director>(movies, [](Director& director, std::int64_t n) {
    director.person = 1 + n * 17 % people;
    director.movie = n;
  });
  fill_table<Cast>(movies * cast_each, [](Cast& cast, std::int64_t n) {
    cast.list_order = n / movies;
    cast.person = 1 + n * 7 % people;
    cast.movie = 1 + n % movies;
  });
  fill_table<Review>(reviews, [](Review& review, std::int64_t n) {
    review.body = fmt::format("What a user thought, {}", n);
    review.rating = n * 3 % 6;
    review.created = n * 7919 % reviews;
    review.author = 1 + n % users;
    review.movie = 1 + n * 11 % movies;
  });
}

/// With those who directed and played, and its reviews with who wrote them; the average is that of the reviews.
std::int64_t get_movie(std::int64_t key) {
  const Movie movie = Movie::find(key);
  const auto directors = Director::where(Director::c.movie == key)
                             .join(Director::c.person)
                             .order(Director::c.list_order, Person::c.last_name)
                             .load();
  const auto cast =
      Cast::where(Cast::c.movie == key).join(Cast::c.person).order(Cast::c.list_order, Person::c.last_name).load();
  const auto written =
      Review::where(Review::c.movie == key).join(Review::c.author).order(Review::c.created.desc()).load();
  std::int64_t sum = movie.year + static_cast<std::int64_t>(directors.size() * 1000 + cast.size() * 100);
  for (const auto& [review, author] : written) sum += review.rating * author.id;
  return sum;
}
constexpr const char* movie_by_hand =
    "SELECT year + 1000 * (SELECT count(*) FROM imdb_directors WHERE movie_id = m.id) + 100 * (SELECT count(*) FROM "
    "imdb_cast WHERE movie_id = m.id) + (SELECT sum(rating * author_id) FROM imdb_reviews WHERE movie_id = m.id) FROM "
    "imdb_movies AS m WHERE id = {}";

/// With the latest ten reviews, the movies of these, and how each of those is rated.
std::int64_t get_user(std::int64_t key) {
  const User user = User::find(key);
  const auto latest =
      Review::where(Review::c.author == key).join(Review::c.movie).order(Review::c.created.desc()).limit(10).load();
  std::vector<std::int64_t> reviewed;
  std::int64_t sum = user.id;
  for (const auto& [review, movie] : latest) {
    reviewed.push_back(movie.id);
    sum += review.rating * movie.year;
  }
  for (const auto& [movie, rating] :
       Movie::where(Movie::c.id.in(reviewed)).select(Movie::c.id, Movie::c.reviews.average(Review::c.rating)).rows())
    sum += movie * static_cast<std::int64_t>(rating.value() * 1000);
  return sum;
}
constexpr const char* user_by_hand =
    "WITH latest AS (SELECT rating, movie_id FROM imdb_reviews WHERE author_id = {0} ORDER BY created DESC LIMIT 10) "
    "SELECT {0} + (SELECT sum(l.rating * m.year) FROM latest AS l JOIN imdb_movies AS m ON m.id = l.movie_id) + "
    "(SELECT "
    "sum(id * trunc((SELECT avg(rating) FROM imdb_reviews WHERE movie_id = m.id) * 1000)) FROM imdb_movies AS m WHERE "
    "id "
    "IN (SELECT movie_id FROM latest))::bigint";

/// With one who directed and three who played. Gives the key.
std::int64_t insert_movie(std::int64_t n) {
  Movie movie;
  movie.title = fmt::format("New {}", n);
  movie.image = "new.jpg";
  movie.description = "Somebody looks for something";
  movie.year = 2000;
  movie.directors.build().person = 1 + n;
  for (std::int64_t i = 0; i < 3; ++i) {
    Cast& cast = movie.cast.build();
    cast.list_order = i;
    cast.person = 1 + n + i;
  }
  Movie::save_all_or_throw(std::vector<Movie*>{&movie});
  return movie.id;
}
constexpr const char* inserted_by_hand =
    "SELECT id FROM imdb_movies AS m WHERE id = {} AND (SELECT count(*) FROM imdb_directors WHERE movie_id = m.id) = 1 "
    "AND (SELECT count(*) FROM imdb_cast WHERE movie_id = m.id) = 3";

struct Work {
  const char* name;
  std::int64_t (*run)(std::int64_t key);
  std::string by_hand;  ///< a query for what it gives, by the key, or by what it gave
  bool inserts = false;
  double most_trips = 0;
};

class Line {
 public:
  explicit Line(postgresql::Fixture& fixture)
      : fixture_(fixture), proxy_(fixture.server_socket(), [] {}), database_(rowan::connect(url())) {
    rowan::set_default_database(database_);
    proxy_.delay(std::chrono::milliseconds(1));
  }
  ~Line() { rowan::set_default_database(fixture_.rowan()); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  /// The first time, which prepares statements, does not count.
  void measure(const Work& work, std::size_t rounds, Reporter& reporter) {
    check(work, 1);
    std::vector<double> trips, times;
    for (std::size_t n = 1; n <= rounds; ++n) {
      const std::uint64_t before = proxy_.requests();
      const auto started = std::chrono::steady_clock::now();
      const std::int64_t key = 1 + static_cast<std::int64_t>(n) * 13;
      const std::int64_t given = work.run(key);
      times.push_back(std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - started).count());
      trips.push_back(static_cast<double>(proxy_.requests() - before));
      require_same(work, key, given);
    }
    report(work, trips, times, reporter);
  }

 private:
  [[nodiscard]] std::string url() const {
    return fmt::format("postgresql://rowan@127.0.0.1:{}/postgres?sslmode=disable", proxy_.port());
  }
  void check(const Work& work, std::int64_t key) { require_same(work, key, work.run(key)); }
  void require_same(const Work& work, std::int64_t key, std::int64_t given) const {
    const std::int64_t expected =
        fixture_.raw().integer(fmt::format(fmt::runtime(work.by_hand), work.inserts ? given : key));
    if (given != expected)
      throw std::runtime_error(fmt::format("{} of {} gave {}, not {}", work.name, key, given, expected));
  }
  static void report(const Work& work, const std::vector<double>& trips, const std::vector<double>& times,
                     Reporter& reporter) {
    ReportRow row;
    row.name = fmt::format("imdbench: {}, round trips", work.name);
    row.unit = Unit::round_trips;
    row.ours = median(trips);
    row.limit = work.most_trips;
    row.rounds = trips.size();
    row.rows = 1;
    reporter.add(row);
    row.name = fmt::format("imdbench: {}, 1 ms there and back", work.name);
    row.unit = Unit::nanoseconds;
    row.ours = median(times);
    row.limit = 0;
    reporter.add(row);
  }

  postgresql::Fixture& fixture_;
  faults::Proxy proxy_;
  rowan::Database database_;
};

}  // namespace
}  // namespace bench::imdb

namespace bench::postgresql {

void add_imdb_rows(Fixture& fixture, Reporter& reporter) {
  using namespace imdb;
  const Work all[] = {{"insert_movie", insert_movie, inserted_by_hand, true, 2},
                      {"get_movie", get_movie, movie_by_hand, false, 4},
                      {"get_user", get_user, user_by_hand, false, 3}};
  if (!reporter.wants("imdbench")) return;
  fill(fixture.rowan());
  fixture.raw().execute("ANALYZE");
  Line line(fixture);
  for (const Work& work : all) line.measure(work, fixture.options().rounds, reporter);
}

}  // namespace bench::postgresql
