#include "catalogue.hpp"

#include <utility>

#include <rowan/model/with_lock.hpp>

#include "errors.hpp"

namespace shop {

Product product_called(const std::string& name) {
  auto product = Product::find_by(Product::c.name == name);
  if (!product) throw NotForSale(name);
  return *std::move(product);
}

void set_price(Product& product, rowan::Decimal price) {
  product.price = price;
  product.save_or_throw();  // the price alone: what others do to the stock meanwhile stays
}

void restock(Product& product, std::int64_t pieces) {
  rowan::with_lock(product, [&] { product.put_back(pieces); });  // reloads it: the stock is that of now
}

void stop_selling(Product& product) {
  if (auto gone = product.destroy(); !gone) throw ShopError(gone.to_string());  // sets deleted_at
}

Product sell_again(const std::string& name) {
  auto product = Product::unscoped().find_by(Product::c.name == name);
  if (!product) throw NotForSale(name);
  rowan::restore(*product);
  return *std::move(product);
}

}  // namespace shop
