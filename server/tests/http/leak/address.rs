//! Every way in: read from the routers themselves, with an address for each.

use axum::Router;

use crate::site::WANGZHUANG;

/// The templates of every route of a router, as it prints them: it gives no other list of them. What is nested in it shows
/// with a parameter of its own and must get an address below, too.
pub fn templates(router: &Router) -> Vec<String> {
    let shown = format!("{router:?}");
    let (_, paths) = shown.split_once("paths: {").expect("a router prints its paths");
    let (paths, _) = paths.split_once("\"}").expect("to their end");
    // RouteId(7): "/v/{code}", …
    let mut templates: Vec<String> = paths
        .split("RouteId(")
        .skip(1)
        .map(|part| part.split('"').nth(1).unwrap().to_owned())
        .collect();
    templates.sort();
    assert!(templates.iter().all(|template| template.starts_with('/')));
    templates
}

/// An address for a template; one that takes parameters must be listed here by hand.
pub fn address(template: &str, case: &str) -> String {
    if let Some(rest) = template.strip_prefix("/staff/cases/{number}") {
        return format!("/staff/cases/{case}{rest}");
    }
    let filled = match template {
        "/v/{code}" => format!("/v/{WANGZHUANG}"),
        "/v/{code}/for/{audience}" => format!("/v/{WANGZHUANG}/for/household"),
        "/v/{code}/history" => format!("/v/{WANGZHUANG}/history"),
        "/zones/{id}" => "/zones/410821".to_owned(),
        "/zones/{id}/scan" => "/zones/1/scan".to_owned(),
        "/notices/{id}" => "/notices/1".to_owned(),
        "/guide/{topic}" => "/guide/safe-winter".to_owned(),
        "/offline/{name}" => "/offline/places.json".to_owned(),
        "/offline/report/{category}" => "/offline/report/mobile_vendor".to_owned(),
        "/fn/{*function}" => format!("/fn/preview_route?category=mobile_vendor&village={WANGZHUANG}"),
        "/fn/near_by" => format!("/fn/near_by?category=mobile_vendor&village={WANGZHUANG}"),
        "/report/{category}" => format!("/report/mobile_vendor?village={WANGZHUANG}"),
        "/api/v1/uploads/{id}" => "/api/v1/uploads/nobody".to_owned(),
        "/api/v1/tips/mine/{deed}" => "/api/v1/tips/mine/messages".to_owned(),
        "/staff/trails/{id}" => "/staff/trails/1".to_owned(),
        "/staff/photos/{id}" => "/staff/photos/1".to_owned(),
        "/staff/photos/{id}/thumbnail" => "/staff/photos/1/thumbnail".to_owned(),
        "/staff/notices/{id}" => "/staff/notices/1".to_owned(),
        "/staff/villages/{code}" => format!("/staff/villages/{WANGZHUANG}"),
        "/staff/outlets/{id}" => "/staff/outlets/1".to_owned(),
        "/staff/prices/{id}" => "/staff/prices/1".to_owned(),
        "/staff/zones/{id}" => "/staff/zones/1".to_owned(),
        "/staff/zones/{id}/scan" => "/staff/zones/1/scan".to_owned(),
        "/staff/tips/new" => format!("/staff/tips/new?category=mobile_vendor&village={WANGZHUANG}"),
        "/api/v1/zone-status" => format!("/api/v1/zone-status?village={WANGZHUANG}"),
        "/check" => "/check?q=wangzhuang".to_owned(),
        "/staff/" => "/staff/?view=closed".to_owned(),
        plain => plain.to_owned(),
    };
    assert!(
        !filled.contains('{'),
        "{template} is new: give it an address here, so that it is searched for what must not be shown"
    );
    filled
}
