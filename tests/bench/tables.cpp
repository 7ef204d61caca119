#include "tables.hpp"

#include <fmt/format.h>

#include "counter_row.hpp"
#include "fill_table.hpp"
#include "graph_row.hpp"
#include "samples.hpp"
#include "shop_models.hpp"

namespace bench {
namespace {

// Round robin, so that what belongs together is not stored together.
void fill_blog() {
  fill_table<Author>(authors, [](Author& author, std::int64_t n) {
    author.id = n;
    author.name = fmt::format("Author {}", n);
  });
  fill_table<Post>(authors * posts_each, [](Post& post, std::int64_t n) {
    post.id = n;
    post.title = fmt::format("The title of the post {}", n);
    post.author = 1 + n % authors;
  });
  fill_table<Comment>(authors * posts_each * comments_each, [](Comment& comment, std::int64_t n) {
    comment.id = n;
    comment.body = fmt::format("What somebody had to say, {}", n);
    comment.post = 1 + n % (authors * posts_each);
  });
}

}  // namespace

void make_tables(rowan::Database& database, std::int64_t customers) {
  rowan::set_default_database(database);
  database.create_tables<Region, Customer, Contact, Account, Member, Invoice, Visit, Page, Author, Post, Comment>();
  database.transaction([&] {
    fill_table<Region>(regions, [](Region& region, std::int64_t n) {
      region.id = n;
      region.name = fmt::format("Region {}", n);
    });
    fill_table<Customer>(customers, [](Customer& customer, std::int64_t n) {
      customer.id = n;
      fill(customer, n);
    });
    fill_blog();
  });
  make_shop(database);
  make_trees(database);
  make_shelves(database);
}

void fill_pages(std::int64_t count) {
  fill_table<Page>(count, [](Page& page, std::int64_t n) {
    page.title = fmt::format("Page {}", n);
    page.text = std::string(2000, static_cast<char>('a' + n % 26));
  });
}

std::string checksum_query(const std::string& table, std::int64_t last_kept, const std::string& integer) {
  return fmt::format(
      "SELECT CAST(count(*) * 1000003 + sum(length(name) + length(email) + length(city) + age + score * 8) AS {}) FROM "
      "{} WHERE id > {}",
      integer, table, last_kept);
}

}  // namespace bench
