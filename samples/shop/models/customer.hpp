// Who buys, known by an address.
#pragma once

#include <cstdint>
#include <string>

#include <rowan/rowan.hpp>

namespace shop {

class Order;

class Customer : public rowan::Model<Customer> {
 public:
  std::int64_t id{};
  std::string email;
  rowan::HasMany<Order> orders;
  std::int64_t orders_count{};  ///< kept by the library: see Order's configure()

  ROWAN_MODEL(Customer, (), (id, email, orders, orders_count))
  static void configure(rowan::ModelBuilder<Customer>& m);
};

}  // namespace shop
