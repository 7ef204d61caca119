#include "lazy_walks.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace bench {

std::uint64_t by_reference() {
  std::uint64_t sum = 0;
  for (Author& author : Author::all()) {
    for (Post& post : author.posts) {
      for (Comment& comment : post.comments) sum += sum_of(author, post, comment);
    }
  }
  return sum;
}

std::uint64_t by_value() {
  std::uint64_t sum = 0;
  for (Author author : Author::all()) {
    for (Post post : author.posts) {
      for (Comment comment : post.comments) sum += sum_of(author, post, comment);
    }
  }
  return sum;
}

std::uint64_t by_index() {
  std::uint64_t sum = 0;
  rowan::Records<Author> all = Author::all().load();
  for (std::size_t i = 0; i < all.size(); ++i) {
    Author& author = all[i];
    for (std::size_t j = 0; j < author.posts.size(); ++j) {
      Post& post = author.posts[j];
      for (std::size_t k = 0; k < post.comments.size(); ++k) sum += sum_of(author, post, post.comments[k]);
    }
  }
  return sum;
}

Side lazily(std::uint64_t (*walk)()) {
  return [walk](Round& round) {
    const std::uint64_t before = rowan::statements_executed();
    round.start();
    for (std::size_t i = 0; i < round.amount; ++i) round.check += walk();
    round.stop();
    const std::uint64_t statements = rowan::statements_executed() - before;
    if (statements != 3 * round.amount) {
      throw std::runtime_error(fmt::format("{} walks took {} statements, not three each", round.amount, statements));
    }
  };
}

}  // namespace bench
