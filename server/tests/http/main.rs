//! Both sites through their routers: what is refused, what is accepted, who sees what.

mod bad_input;
mod site;
mod staff;
mod tips;
