// What is in the tables, the same on every database and for both sides, and the checksums over it.
#pragma once

#include <cstdint>
#include <string>

#include "models.hpp"

namespace bench {

inline constexpr std::int64_t authors = 100, posts_each = 10, comments_each = 10;

/// The values of the n-th customer, the same for both sides.
template <class C>
void fill(C& customer, std::int64_t n);

/// Over what a scan read.
template <class C>
std::uint64_t checksum(const C& customer) {
  const std::size_t lengths = customer.name.size() + customer.email.size() + customer.city.size();
  return static_cast<std::uint64_t>(customer.id) * 31 + lengths + static_cast<std::uint64_t>(customer.age) +
         static_cast<std::uint64_t>(customer.email.back());
}

inline std::uint64_t checksum(const Page& page) { return static_cast<std::uint64_t>(page.id) + page.text.size(); }
inline std::uint64_t checksum(const PlainPage& page) { return static_cast<std::uint64_t>(page.id) + page.text.size(); }

/// Ready-made values, so that making them is not what is measured.
struct SampleCustomer {
  std::string name, email, city;
};
const SampleCustomer& sample_customer(std::int64_t n);

inline constexpr std::int64_t regions = 50;

// What the kinds of customers do not have in common.
inline void fill_rest(Customer& customer, std::int64_t n) { customer.region = 1 + n % regions; }
inline void fill_rest(PlainCustomer& customer, std::int64_t n) { customer.region_id = 1 + n % regions; }
inline void fill_rest(Contact&, std::int64_t) {}
inline void fill_rest(Member& member, std::int64_t n) { member.number = n; }
inline void fill_rest(PlainMember& member, std::int64_t n) { member.number = n; }

template <class C>
void fill(C& customer, std::int64_t n) {
  const SampleCustomer& sample = sample_customer(n);
  customer.name = sample.name;
  customer.email = sample.email;
  customer.city = sample.city;
  customer.age = 18 + n % 70;
  customer.score = static_cast<double>(n % 1000) / 8;
  fill_rest(customer, n);
}

}  // namespace bench
